// Where in a connector's document something is wrong: a JSON pointer (RFC 6901) in words, and the line it leads to.
import { findNodeAtLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser';
import type { ConnectorFault } from '$lib/api/generated';

/** A place in the text. */
export type Place = {
  /** From 1. */
  line: number;
  /** What to select: characters of the text. */
  from: number;
  to: number;
};

/** A fault with its place. */
export type PlacedFault = ConnectorFault & { key: string; where: string; place: Place };

const partsOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** `ask › url`, `find › answer`; the whole document by its name. */
export function pointerWords(pointer: string): string {
  return pointer === '' ? 'The document' : partsOf(pointer).join(' › ');
}

/** Each fault with the line that it is on; what is not there stands where it would be. In the text's order. */
export function placed(text: string, faults: readonly ConnectorFault[]): PlacedFault[] {
  const tree = parseTree(text);
  return faults
    .map((fault, index) => ({ ...fault, key: `${index} ${fault.pointer}`, where: pointerWords(fault.pointer), place: placeOf(text, tree, fault) }))
    .sort((a, b) => a.place.from - b.place.from);
}

function placeOf(text: string, tree: Node | undefined, { pointer, message }: ConnectorFault): Place {
  // Of what is no JSON at all, only the message knows where.
  const told = pointer === '' ? /line (\d+), column (\d+)/.exec(message) : null;
  if (told) return at(text, lineStart(text, Number(told[1])) + Number(told[2]) - 1, 0);
  let node = tree;
  for (const part of partsOf(pointer)) {
    const next: Node | undefined = node && findNodeAtLocation(node, [node.type === 'array' ? Number(part) : part]);
    if (!next) break;
    node = next;
  }
  if (!node) return at(text, 0, 0);
  // An object is where its name stands, rather than all of it.
  const name = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  const shown = node.type === 'object' || node.type === 'array' ? (name ?? { offset: node.offset, length: 1 }) : node;
  return at(text, shown.offset, shown.length);
}

function at(text: string, offset: number, length: number): Place {
  const from = Math.max(0, Math.min(offset, text.length));
  return { line: text.slice(0, from).split('\n').length, from, to: Math.min(from + length, text.length) };
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let n = 1; n < line; n += 1) start = text.indexOf('\n', start) + 1;
  return start;
}

/** What the document calls the service, as far as it can be read. */
export function nameIn(text: string): string {
  const tree = parseTree(text);
  const name: unknown = tree && getNodeValue(findNodeAtLocation(tree, ['name']) ?? { type: 'null', offset: 0, length: 0, value: '' });
  return typeof name === 'string' ? name : '';
}
