import type { NodeSummary } from '../model/api';
import { cellLook, drawCell, lookKey, type CellLook, type Palette } from './draw';
import type { MapLayout } from './layout';

const FADED = 0.16;
const FLASH_MS = 140;
const still = matchMedia('(prefers-reduced-motion: reduce)');

function sameGeometry(a: MapLayout, b: MapLayout): boolean {
  return (
    a.size === b.size &&
    a.width === b.width &&
    a.height === b.height &&
    a.cells.length === b.cells.length &&
    a.blocks.every((block, i) => block.name === b.blocks[i]?.name) &&
    a.cells.every((cell, i) => cell.node.node === b.cells[i]?.node.node && cell.x === b.cells[i]?.x)
  );
}

/** Owns the canvas: draws everything when the geometry changed, otherwise only the cells that look different now. */
export class Painter {
  private readonly context: CanvasRenderingContext2D;
  private sprites = new Map<string, HTMLCanvasElement>();
  private painted: { layout: MapLayout; palette: Palette; ratio: number; keys: string[] } | null = null;
  private next: { layout: MapLayout; palette: Palette; shown: (node: NodeSummary) => boolean } | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser cannot draw on a canvas');
    this.context = context;
  }

  /** Any number of calls before the next frame are one drawing. */
  show(layout: MapLayout, palette: Palette, shown: (node: NodeSummary) => boolean): void {
    const idle = this.next === null;
    this.next = { layout, palette, shown };
    if (idle) requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    if (!this.next) return;
    const { layout, palette, shown } = this.next;
    this.next = null;
    const ratio = devicePixelRatio || 1;
    const before = this.painted;
    const looks = layout.cells.map((cell) => cellLook(cell.node));
    const faded = layout.cells.map((cell) => !shown(cell.node));
    const keys = looks.map((look, i) => lookKey(look) + (faded[i] ? '|faded' : ''));
    this.painted = { layout, palette, ratio, keys };
    const all = !before || before.ratio !== ratio || before.palette !== palette || !sameGeometry(before.layout, layout);
    if (all) this.begin(layout, palette, ratio);
    const changed: number[] = [];
    looks.forEach((look, i) => {
      if (!all && before?.keys[i] === keys[i]) return;
      this.cell(i, look, faded[i] ?? false);
      if (!all && before?.keys[i]?.split('|')[0] !== look.state) changed.push(i);
    });
    if (changed.length > 0 && !still.matches) this.flash(changed, looks, faded);
  }

  private begin(layout: MapLayout, palette: Palette, ratio: number): void {
    this.sprites.clear();
    this.canvas.width = Math.round(layout.width * ratio);
    this.canvas.height = Math.round(layout.height * ratio);
    this.canvas.style.width = `${layout.width}px`;
    this.canvas.style.height = `${layout.height}px`;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!layout.titled) return;
    this.context.font = `11px ${palette.font}`;
    this.context.textBaseline = 'alphabetic';
    for (const block of layout.blocks) {
      this.context.fillStyle = block.known ? palette.muted : palette.faint;
      this.context.fillText(this.fit(block.name, block.width), block.x, block.y + 12);
    }
  }

  private fit(text: string, width: number): string {
    if (this.context.measureText(text).width <= width) return text;
    let end = text.length;
    while (end > 1 && this.context.measureText(`${text.slice(0, end)}…`).width > width) end--;
    return `${text.slice(0, end)}…`;
  }

  private cell(i: number, look: CellLook, faded: boolean): void {
    if (!this.painted) return;
    const { layout, palette, ratio } = this.painted;
    const at = layout.cells[i];
    if (!at) return;
    const { size } = layout;
    this.context.clearRect(at.x, at.y, size, size);
    this.context.globalAlpha = faded ? FADED : 1;
    this.context.drawImage(this.sprite(look, size, ratio, palette), at.x, at.y, size, size);
    this.context.globalAlpha = 1;
  }

  private sprite(look: CellLook, size: number, ratio: number, palette: Palette): HTMLCanvasElement {
    const key = lookKey(look);
    let sprite = this.sprites.get(key);
    if (!sprite) {
      sprite = document.createElement('canvas');
      sprite.width = sprite.height = Math.ceil(size * ratio);
      const ink = sprite.getContext('2d');
      if (ink) {
        ink.scale(ratio, ratio);
        drawCell(ink, size, look, palette);
      }
      this.sprites.set(key, sprite);
    }
    return sprite;
  }

  private flash(changed: number[], looks: CellLook[], faded: boolean[]): void {
    const mine = this.painted;
    if (!mine) return;
    const { layout, palette } = mine;
    this.context.fillStyle = palette.ink;
    this.context.globalAlpha = 0.5;
    for (const i of changed) {
      const at = layout.cells[i];
      if (at) this.context.fillRect(at.x, at.y, layout.size, layout.size);
    }
    this.context.globalAlpha = 1;
    setTimeout(() => {
      // A later painting of other geometry has already drawn over these places.
      if (!this.painted || !sameGeometry(this.painted.layout, layout)) return;
      if (this.painted === mine) changed.forEach((i) => this.cell(i, looks[i]!, faded[i] ?? false));
      else changed.forEach((i) => this.cell(i, cellLook(this.painted!.layout.cells[i]!.node), this.painted!.keys[i]!.endsWith('|faded')));
    }, FLASH_MS);
  }
}
