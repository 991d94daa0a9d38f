import type { NodeSummary } from '../model/api';
import { lookOf, stateOf, STATES, type Hue, type State } from '../model/states';

export interface Palette extends Record<Hue, string> {
  bg: string;
  ink: string;
  muted: string;
  faint: string;
  dim: string;
  font: string;
}

/** All that decides how a cell is drawn. */
export interface CellLook {
  state: State;
  under: Hue | null;
  waived: boolean;
}

export const cellLook = (node: NodeSummary): CellLook => ({
  state: stateOf(node.state),
  under: node.under === null ? null : lookOf(node.under).hue,
  waived: node.marks.includes('WAIVED'),
});

export const lookKey = (look: CellLook): string => `${look.state}|${look.under ?? ''}|${look.waived ? 'w' : ''}`;

type Ink = CanvasRenderingContext2D;

function border(c: Ink, size: number, colour: string, width: number, dashes: number[] = []): void {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dashes);
  c.strokeRect(width / 2, width / 2, size - width, size - width);
  c.setLineDash([]);
}

function fill(c: Ink, size: number, colour: string): void {
  c.fillStyle = colour;
  c.fillRect(0, 0, size, size);
}

function lines(c: Ink, size: number, colour: string, step: number, width: number): void {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.beginPath();
  for (let at = step / 2; at < 2 * size; at += step) {
    c.moveTo(at, 0);
    c.lineTo(at - size, size);
  }
  c.stroke();
}

function triangle(c: Ink, colour: string, points: [number, number][]): void {
  c.fillStyle = colour;
  c.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? c.moveTo(x, y) : c.lineTo(x, y)));
  c.fill();
}

function dots(c: Ink, size: number, colour: string): void {
  c.fillStyle = colour;
  const n = size < 12 ? 2 : 3;
  const step = size / n;
  const radius = Math.max(1, size / 11);
  for (let i = 0; i < n * n; i++) {
    c.beginPath();
    c.arc(step * ((i % n) + 0.5), step * (Math.floor(i / n) + 0.5), radius, 0, 2 * Math.PI);
    c.fill();
  }
}

function ring(c: Ink, size: number, colour: string, width: number): void {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.beginPath();
  c.arc(size / 2, size / 2, size / 2 - width / 2 - Math.max(0.5, size / 16), 0, 2 * Math.PI);
  c.stroke();
}

function cross(c: Ink, size: number, colour: string): void {
  const inset = size * 0.3;
  c.strokeStyle = colour;
  c.lineWidth = Math.max(1.25, size / 11);
  c.beginPath();
  c.moveTo(inset, inset);
  c.lineTo(size - inset, size - inset);
  c.moveTo(size - inset, inset);
  c.lineTo(inset, size - inset);
  c.stroke();
}

const CROSS_FROM = 12;
const LETTER_FROM = 12;

function body(c: Ink, size: number, state: State, p: Palette): void {
  const { shape, hue } = STATES[state];
  const colour = p[hue];
  const thin = size < 12 ? 1 : 1.5;
  switch (shape) {
    case 'solid':
      return fill(c, size, colour);
    case 'notch': {
      fill(c, size, p.calm);
      const leg = size * 0.62;
      return triangle(c, colour, [[size - leg, 0], [size, 0], [size, leg]]);
    }
    case 'ring':
      return ring(c, size, colour, Math.max(1.5, size / 8));
    case 'half':
      c.fillStyle = colour;
      c.fillRect(0, size / 2, size, size / 2);
      return border(c, size, colour, thin);
    case 'full':
      fill(c, size, colour);
      return size >= CROSS_FROM ? cross(c, size, p.bg) : undefined;
    case 'diagonal':
      border(c, size, colour, 1);
      c.strokeStyle = colour;
      c.lineWidth = Math.max(2, size / 6);
      c.beginPath();
      c.moveTo(0, size);
      c.lineTo(size, 0);
      return c.stroke();
    case 'dots':
      return dots(c, size, colour);
    case 'hatch':
      lines(c, size, colour, Math.max(3, size / 4), size < 12 ? 1 : 1.25);
      return border(c, size, colour, 1);
    case 'outline':
      return border(c, size, colour, 1);
    case 'dashed':
      fill(c, size, p.dim);
      return border(c, size, colour, 1, size < 12 ? [2, 2] : [3, 2]);
    case 'dash':
      c.fillStyle = p.faint;
      return c.fillRect(size / 4, size / 2 - 1, size / 2, 2);
  }
}

/** Draws one cell at the origin. A fault beneath a higher state stays visible in the lower left corner. */
export function drawCell(c: Ink, size: number, look: CellLook, p: Palette): void {
  c.save();
  c.beginPath();
  c.rect(0, 0, size, size);
  c.clip();
  body(c, size, look.state, p);
  if (look.under) {
    const leg = size * 0.5;
    triangle(c, p.bg, [[0, size - leg - 1.5], [leg + 1.5, size], [0, size]]);
    triangle(c, p[look.under], [[0, size - leg], [leg, size], [0, size]]);
  }
  if (look.waived) {
    c.fillStyle = p.ink;
    if (size >= LETTER_FROM) {
      c.font = `600 ${Math.round(size * 0.5)}px ${p.font}`;
      c.textAlign = 'right';
      c.textBaseline = 'bottom';
      c.fillText('w', size - 1.5, size);
    } else c.fillRect(size - 3, size - 3, 2, 2);
  }
  c.restore();
}
