/**
 * Writes small ONNX models: as much of onnx.proto3 as tests and benches need. A model is a protobuf
 * message; field numbers are those of ModelProto, GraphProto, NodeProto, AttributeProto,
 * TensorProto and ValueInfoProto (github.com/onnx/onnx, onnx/onnx.proto3).
 */

/** A dimension: a number, or a name for "any". */
export type Dimension = number | string;

/** An attribute: whole numbers, or a list of them. */
export type NodeAttribute = number | readonly number[];

/** One operation. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, NodeAttribute>>;
}

/** Numbers that are part of the model. */
export interface Weights {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A value that goes in or comes out. */
export interface GraphValue {
  readonly name: string;
  readonly dims: readonly Dimension[];
  readonly type?: 'float' | 'double';
}

/** A model's graph, its nodes in the order of their execution. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly weights: readonly Weights[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

const irVersion = 8;
const opsetVersion = 17;
/** TensorProto.DataType. */
const elementTypes = { float: 1, int64: 7, double: 11 } as const;
/** AttributeProto.AttributeType. */
const attributeTypes = { int: 2, ints: 7 } as const;

type Field = readonly [number: number, value: number | string | Uint8Array];

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
const varint = (value: number): readonly number[] => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};

/** Wire type 0 for numbers, 2 for whatever has a length. */
const message = (...fields: readonly Field[]): Uint8Array =>
  Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number')
        return [Buffer.from([...varint(number << 3), ...varint(value)])];
      const body = typeof value === 'string' ? Buffer.from(value) : value;
      return [Buffer.from([...varint((number << 3) | 2), ...varint(body.length)]), body];
    }),
  );

const attributeOf = ([name, value]: readonly [string, NodeAttribute]): Uint8Array =>
  typeof value === 'number'
    ? message([1, name], [3, value], [20, attributeTypes.int])
    : message([1, name], ...value.map((each): Field => [8, each]), [20, attributeTypes.ints]);

const nodeOf = ({ op, inputs, output, attributes = {} }: GraphNode): Uint8Array =>
  message(
    ...inputs.map((input): Field => [1, input]),
    ...[[2, output] as const, [3, output] as const, [4, op] as const],
    ...Object.entries(attributes).map((entry): Field => [5, attributeOf(entry)]),
  );

const tensorOf = ({ name, dims, data }: Weights): Uint8Array =>
  message(
    ...dims.map((dim): Field => [1, dim]),
    [2, data instanceof BigInt64Array ? elementTypes.int64 : elementTypes.float],
    [8, name],
    [9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  );

const valueOf = ({ name, dims, type = 'float' }: GraphValue): Uint8Array => {
  const shape = message(
    ...dims.map((dim): Field => [1, message([typeof dim === 'number' ? 1 : 2, dim])]),
  );
  return message([1, name], [2, message([1, message([1, elementTypes[type]], [2, shape])])]);
};

/** The bytes of a model file. */
export const onnxFile = ({ nodes, weights, inputs, outputs }: Graph): Uint8Array => {
  const graph = message(
    ...nodes.map((node): Field => [1, nodeOf(node)]),
    [2, 'graph'],
    ...weights.map((each): Field => [5, tensorOf(each)]),
    ...inputs.map((value): Field => [11, valueOf(value)]),
    ...outputs.map((value): Field => [12, valueOf(value)]),
  );
  return message([1, irVersion], [2, 'clipledger'], [7, graph], [8, message([2, opsetVersion])]);
};

/** Whole numbers, as shapes are given. */
export const whole = (name: string, ...values: readonly number[]): Weights => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** Numbers of a shape. */
export const floats = (
  name: string,
  dims: readonly number[],
  values: Iterable<number>,
): Weights => ({ name, dims, data: Float32Array.from(values) });
