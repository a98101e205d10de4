/** One call of one asynchronous method of a port. */
export interface PortCall {
  /** `port.method`. */
  readonly method: string;
  readonly given: readonly unknown[];
  /** Does it; may be run more than once, or not at all. */
  readonly run: () => unknown;
}

/** What every call goes through. What it returns or throws is what the caller gets. */
export type AroundCall = (call: PortCall) => Promise<unknown>;

/**
 * Ports whose every asynchronous call goes through `around`: how tests crash, delay and repeat
 * them. Ports that methods return, and lists that come piece by piece, go through it too.
 */
export const throughCalls = <Ports extends object>(ports: Ports, around: AroundCall): Ports =>
  new Proxy(ports, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      return isPort(member) && typeof name === 'string' ? through(member, name, around) : member;
    },
  });

const isPort = (member: unknown): member is object =>
  typeof member === 'object' &&
  member !== null &&
  Object.values(member).some((value) => typeof value === 'function');

const through = (port: object, portName: string, around: AroundCall): object =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      const method = `${portName}.${name}`;
      return (...given: readonly unknown[]) =>
        callThrough({ method, given, run: () => Reflect.apply(member, target, given) }, around);
    },
  });

/** Ports that answer at once and reach nothing: no process dies in them more than elsewhere. */
const isPure = (method: string): boolean =>
  /^(clock|ids|randomness|metrics|backoff)\./.test(method);

/** Methods that return a port, or many answers, instead of a promise. */
const givesPort = (method: string): boolean => /^(landing\.reader|frames\.looks)$/.test(method);

const callThrough = (call: PortCall, around: AroundCall): unknown => {
  if (isPure(call.method)) return call.run();
  if (!givesPort(call.method)) return around(call);
  const given = call.run();
  if (typeof given !== 'object' || given === null) return given;
  return Symbol.asyncIterator in given
    ? iterateThrough(given as AsyncIterable<unknown>, call, around)
    : through(given, `${call.method}()`, around);
};

async function* iterateThrough(
  items: AsyncIterable<unknown>,
  { method, given }: PortCall,
  around: AroundCall,
): AsyncGenerator<unknown, void> {
  await around({ method, given, run: async () => undefined });
  yield* items;
}
