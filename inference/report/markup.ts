/**
 * Text as it may stand in HTML and in attributes in quotes. Control characters, which HTML forbids
 * even as references, become a replacement mark: file names may hold them.
 */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** A number with few digits, for coordinates. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A table with a caption; cells are HTML already. */
export const tableOf = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  [
    `<table><caption>${escaped(caption)}</caption>`,
    '<thead><tr>',
    ...head.map((cell) => `<th scope="col">${escaped(cell)}</th>`),
    '</tr></thead>',
    '<tbody>',
    ...rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`),
    '</tbody></table>',
  ].join('\n');

/** A list of names and what they say; both are HTML already. */
export const factsOf = (facts: readonly (readonly [name: string, value: string])[]): string =>
  [
    '<dl>',
    ...facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`),
    '</dl>',
  ].join('\n');
