import type { Fact } from '../model/api';
import type { FactRow } from '../model/facts';
import { absolute, count, valueText } from '../model/format';
import { missingMeaning } from '../model/states';
import { Age, Copy, Live, NotKnown } from './Small';

type Of<K extends FactRow['kind']> = Extract<FactRow, { kind: K }>;

function SectionHead({ row }: { row: Of<'section'> }) {
  return (
    <>
      <span role="cell" class="name">
        {row.name}
      </span>
      <span role="cell" class="muted">
        {row.shown === row.total ? count(row.total) : `${count(row.shown)} of ${count(row.total)}`} facts
        {row.missing > 0 && `, ${count(row.missing)} missing`}
        {row.section && !row.section.complete && <NotKnown>not complete</NotKnown>}
      </span>
      <span role="cell" class="muted end">
        {row.section ? (
          <>
            observed <Age at={row.section.observedAt} />, confirmed <Age at={row.section.confirmedAt} />
          </>
        ) : (
          <NotKnown>age not known</NotKnown>
        )}
      </span>
    </>
  );
}

function CheckHead({ row }: { row: Of<'check'> }) {
  return (
    <span role="cell" class="label" title={row.check?.title}>
      <code>{row.id}</code> <span class="muted">{row.check?.title ?? ''}</span> <span class="of">{count(row.shown)}</span>
    </span>
  );
}

function Value({ fact }: { fact: Fact }) {
  if (fact.value === undefined)
    return (
      <NotKnown>
        <span title={`${missingMeaning(fact.missing ?? '')}${fact.detail ? `\n${fact.detail}` : ''}`}>{fact.missing ?? 'unknown'}</span>
      </NotKnown>
    );
  const text = valueText(fact.value);
  return (
    <Live of={text}>
      <span title={text}>{text}</span>
      {fact.unit ? <span class="unit"> {fact.unit}</span> : null}
    </Live>
  );
}

function FactCells({ row }: { row: Of<'fact'> }) {
  const { fact, alone, check } = row;
  return (
    <>
      <span role="cell" class="label" title={check?.title}>
        {alone && <code>{fact.check}</code>} {(!alone || fact.instance !== 'node') && <span class="instance">{fact.instance}</span>}{' '}
        {alone && <span class="muted">{check?.title ?? ''}</span>}
      </span>
      <span role="cell" class="value">
        <Value fact={fact} />
      </span>
      <span role="cell" class="source">
        <code title={fact.source}>{fact.source}</code>
        <Copy text={fact.source} what="source" />
      </span>
      <span role="cell" class="age">
        {row.confirmedAt === null ? <NotKnown /> : <Age at={row.confirmedAt} bare />}
      </span>
    </>
  );
}

function Detail({ row }: { row: Of<'detail'> }) {
  const { fact, check } = row;
  return (
    <div role="cell" class="detail">
      {check && <p>{check.title}</p>}
      <p>
        {fact.value === undefined ? (
          <>
            <span class="not-known">{fact.missing ?? 'unknown'}</span> {missingMeaning(fact.missing ?? '')}
            {fact.detail ? `: ${fact.detail}` : ''}
          </>
        ) : (
          <>
            {valueText(fact.value)} {fact.unit} <Copy text={valueText(fact.value)} what="value" />
          </>
        )}
      </p>
      <p class="muted">
        read from <code>{fact.source}</code>
        {row.observedAt !== null && <>, section observed {absolute(row.observedAt).split('\n')[0]}</>}
      </p>
    </div>
  );
}

interface Props {
  row: FactRow;
  top: number;
  active: boolean;
  toggle: () => void;
}

export function FactLine({ row, top, active, toggle }: Props) {
  const style = { top: `${top}px` };
  switch (row.kind) {
    case 'section':
      return (
        <div class="line section" role="row" style={style} data-testid="section-row" data-section={row.name}>
          <SectionHead row={row} />
        </div>
      );
    case 'check':
      return (
        <div class="line check" role="row" style={style}>
          <CheckHead row={row} />
        </div>
      );
    case 'fact':
      return (
        <div
          class={`line fact${active ? ' active' : ''}${row.alone ? '' : ' indented'}`}
          role="row"
          aria-selected={active}
          style={style}
          data-testid="fact-row"
          data-check={row.fact.check}
          data-instance={row.fact.instance}
          data-missing={row.fact.missing}
          onClick={toggle}
        >
          <FactCells row={row} />
        </div>
      );
    case 'detail':
      return (
        <div class="line detail-line" role="row" style={style}>
          <Detail row={row} />
        </div>
      );
  }
}
