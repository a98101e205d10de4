/** An element as its start tag says it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const token = /<!DOCTYPE html>|<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s=<>"]+="[^"<]*")*)\s*(\/?)>|</gi;

/**
 * The elements of a page that is HTML and well-formed XML at once, in order. Throws where a tag is
 * not closed, closes another, is no tag, or where an ampersand begins no reference.
 */
export const elementsOf = (page: string): readonly Element[] => {
  const open: string[] = [];
  const elements: Element[] = [];
  const stray = /&(?!(?:amp|lt|gt|quot|#39);)/.exec(page);
  if (stray !== null) throw new Error(`A bare ampersand at ${stray.index}`);
  for (const [text, closes, name, attributes = '', closed] of page.matchAll(token)) {
    if (text === '<') throw new Error('A "<" that begins no tag');
    if (name === undefined) continue;
    if (closes === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> where </${expected}> must stand`);
      continue;
    }
    const pairs = [...attributes.matchAll(/\s+([^\s=]+)="([^"]*)"/g)];
    const named = pairs.map(([, key = '', value = '']) => [key, value] as const);
    if (new Set(named.map(([key]) => key)).size !== named.length) {
      throw new Error(`<${name}> says an attribute twice`);
    }
    elements.push({ name, attributes: Object.fromEntries(named) });
    if (closed !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.join(', ')}`);
  return elements;
};
