import { describe, expect, it } from 'vitest';
import { toCsv } from '../src/model/csv';
import { percent, span, valueText } from '../src/model/format';
import { nodeIdHref, parseRoute, routeHref } from '../src/model/route';
import { backoff } from '../src/model/backoff';

describe('spans', () => {
  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [3_720_000, '1 h 2 min'],
    [90_000_000, '1 d 1 h'],
    [900_000_000, '10 d'],
  ])('%i', (ms, text) => expect(span(ms)).toBe(text));
});

describe('shares', () => {
  it('never round up to all or down to none', () => {
    expect(percent(9999, 10_000)).toBe('99.9 %');
    expect(percent(1, 10_000)).toBe('0.1 %');
    expect(percent(3, 3)).toBe('100 %');
    expect(percent(0, 3)).toBe('0 %');
    expect(percent(0, 0)).toBe('');
  });
});

describe('values', () => {
  it('show emptiness as such', () => {
    expect(valueText('')).toBe('(empty text)');
    expect(valueText([])).toBe('(empty set)');
    expect(valueText(0)).toBe('0');
    expect(valueText(false)).toBe('false');
  });
});

describe('csv', () => {
  it('quotes, and defuses formulas but not numbers', () => {
    expect(toCsv(['a', 'b'], [['x,"y"', null], ['=1+1', '-5'], [' s', -5]])).toBe(
      'a,b\r\n"x,""y""",\r\n\'=1+1,-5\r\n" s",-5\r\n',
    );
  });
});

describe('addresses', () => {
  it.each(['#/', '#/?q=rack%3Ar01&state=SILENT', '#/node/lab/n%201?q=gpu'])('%s survives a round trip', (hash) =>
    expect(routeHref(parseRoute(hash))).toBe(hash),
  );

  it('tell the pages apart', () => {
    expect(parseRoute('')).toEqual({ page: 'fleet', query: {} });
    expect(parseRoute('#/node/lab/n1')).toMatchObject({ page: 'node', cluster: 'lab', name: 'n1' });
    expect(parseRoute('#/node/lab')).toMatchObject({ page: 'nowhere' });
    expect(parseRoute('#/node/%zz/n1')).toMatchObject({ cluster: '%zz' });
    expect(nodeIdHref('lab/n1')).toBe('#/node/lab/n1');
  });
});

describe('the wait before connecting again', () => {
  it('grows to a limit and is spread', () => {
    expect(backoff(0, 0)).toBe(250);
    expect(backoff(0, 1)).toBe(500);
    expect(backoff(3, 1)).toBe(4000);
    expect(backoff(100, 1)).toBe(10_000);
  });
});
