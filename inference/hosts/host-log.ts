/** What a line may tell: opaque ids, counts, names of errors. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where a host writes what it does. */
export interface HostLog {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

/**
 * An error by its name and those of its causes, at most 4. Never by its message: what AWS says of a
 * token quotes it, and what a decoder says quotes the file.
 */
export const errorName = (error: unknown): string => {
  const names: string[] = [];
  let each: unknown = error;
  for (let depth = 0; depth < 4 && each instanceof Error; depth += 1) {
    names.push(each.name);
    each = each.cause;
  }
  return names.length === 0 ? 'unknown' : names.join(' < ');
};

/** One JSON object a line. */
export const jsonLog = (
  write: (line: string) => void,
  { now }: { readonly now: () => string },
): HostLog => {
  const line = (level: string, event: string, fields: LogFields = {}): void => {
    write(`${JSON.stringify({ time: now(), level, event, ...fields })}\n`);
  };
  return {
    info: (event, fields) => line('INFO', event, fields),
    warn: (event, fields) => line('WARN', event, fields),
  };
};
