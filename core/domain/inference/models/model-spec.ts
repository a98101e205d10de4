/** How a model wants its pictures. */
export interface InputSpec {
  /** Of the model's input; needed only where it has several. */
  readonly name?: string | undefined;
  readonly width: number;
  readonly height: number;
  /** `nchw`: one plane a colour. `nhwc`: three colours a pixel. */
  readonly layout: 'nchw' | 'nhwc';
  readonly colours: 'rgb' | 'bgr';
  /** `letterbox` keeps the picture's shape and fills what is left with `padLevel`. */
  readonly fit: 'letterbox' | 'stretch';
  /** 0 to 255. */
  readonly padLevel: number;
  readonly normalization: Normalization;
}

/**
 * A level of 0 to 255 becomes `(level × scale − mean) ÷ std`. Means and deviations stand in the
 * order of `colours`.
 */
export interface Normalization {
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** From which score on something counts. */
export interface Thresholds {
  /** 0 to 1: for classes that `perClass` does not name. */
  readonly score: number;
  /** 0 to 1: of two boxes of one class that overlap more, the weaker goes. */
  readonly iou: number;
  readonly perClass?: Readonly<Record<string, number>> | undefined;
}

/** One output of 4 + C numbers a box: centre, width and height in input pixels, then C scores. */
export interface YoloV8Spec {
  readonly kind: 'yolo-v8';
  /** `channels-first`: [batch, 4 + C, boxes]. `boxes-first`: [batch, boxes, 4 + C]. */
  readonly layout: 'channels-first' | 'boxes-first';
  readonly scores: 'probabilities' | 'logits';
  /** Of the model's output; needed only where it has several. */
  readonly output?: string | undefined;
}

/**
 * Two outputs: logits [batch, queries, C + 1], "no object" last, to be softmaxed; and boxes
 * [batch, queries, 4], centre, width and height in shares of the input.
 */
export interface DetrSpec {
  readonly kind: 'detr';
  readonly logits: string;
  readonly boxes: string;
}

/** One output [batch, C] that says of the whole picture what it is. */
export interface ClassifierSpec {
  readonly kind: 'classifier';
  /** `softmax`: one class is right. `sigmoid`: any number of them. `none`: scores already. */
  readonly activation: 'softmax' | 'sigmoid' | 'none';
  /** Of the model's output; needed only where it has several. */
  readonly output?: string | undefined;
}

/** How a model's numbers are read. */
export type DecoderSpec = YoloV8Spec | DetrSpec | ClassifierSpec;

/** What a redaction model's detections are called: what they are, not what the model calls them. */
export const redactedThings = ['face', 'licence-plate'] as const;
export type RedactedThing = (typeof redactedThings)[number];

/** Everything that must be known to feed a model and to read its answer. */
export interface ModelSpec {
  readonly input: InputSpec;
  /** In the order of the model's scores. */
  readonly classes: readonly string[];
  readonly thresholds: Thresholds;
  readonly decoder: DecoderSpec;
  /** Only for redaction: which classes are faces and which plates. Others are left out. */
  readonly redacts?: Readonly<Partial<Record<RedactedThing, readonly string[]>>> | undefined;
}

/** Numbers as a model takes and gives them, the last dimension the fastest. */
export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}
