/** What a cell may hold; undefined prints as nothing. */
export type Cell = string | number | undefined;

/** What would move the cursor or recolour the terminal is dropped: texts come from other people. */
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

const widthOf = (text: string): number => [...text].length;

/** Columns aligned, numbers to the right, two spaces between; ends with a newline. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const texts = [head, ...rows].map((row) => row.map((cell) => plain(String(cell ?? ''))));
  const widths = head.map((_, column) =>
    Math.max(...texts.map((row) => widthOf(row[column] ?? ''))),
  );
  const toTheRight = head.map((_, column) =>
    rows.every((row) => typeof row[column] === 'number' || row[column] === undefined),
  );
  const lines = texts.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? '';
        const space = ' '.repeat(width - widthOf(text));
        return toTheRight[column] === true ? space + text : text + space;
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
};

/** Names and values below each other; what is undefined is left out. */
export const facts = (pairs: readonly (readonly [string, Cell])[]): string => {
  const told = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...told.map(([name]) => widthOf(name)));
  return told.map(([name, value]) => `${name.padEnd(width)}  ${plain(String(value))}\n`).join('');
};
