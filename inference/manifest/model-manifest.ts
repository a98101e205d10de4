import * as z from 'zod';
import { redactedThings, type ModelSpec } from '../../core/domain/inference/models/model-spec.ts';
import { ClassUnknown, ManifestInvalid, RedactionUnmapped } from './model-problems.ts';

const share = z.number().min(0).max(1);
const three = z.tuple([z.number(), z.number(), z.number()]);
const deviations = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);
/** 4,096² pixels are 201 MB of numbers a picture: larger is a mistake. */
const side = z.int().min(8).max(4_096);
const outputName = z.string().min(1);

const inputShape = z.strictObject({
  name: z.string().min(1).optional().describe('Needed only where the model has several inputs.'),
  width: side,
  height: side,
  layout: z.enum(['nchw', 'nhwc']),
  colours: z.enum(['rgb', 'bgr']),
  fit: z.enum(['letterbox', 'stretch']).describe('letterbox keeps the shape of the picture.'),
  padLevel: z.number().min(0).max(255).describe('Of what letterboxing leaves free; YOLO: 114.'),
  normalization: z
    .strictObject({ scale: z.number().positive(), mean: three, std: deviations })
    .describe('(level of 0 to 255 × scale − mean) ÷ std, in the order of colours.'),
});

const decoderShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('yolo-v8'),
    layout: z
      .enum(['channels-first', 'boxes-first'])
      .describe('[batch, 4 + classes, boxes] or [batch, boxes, 4 + classes]'),
    scores: z.enum(['probabilities', 'logits']),
    output: outputName.optional(),
  }),
  z.strictObject({ kind: z.literal('detr'), logits: outputName, boxes: outputName }),
  z.strictObject({
    kind: z.literal('classifier'),
    activation: z.enum(['softmax', 'sigmoid', 'none']),
    output: outputName.optional(),
  }),
]);

const thresholdsShape = z.strictObject({
  score: share,
  iou: share.describe('Of two boxes of one class that overlap more, the weaker goes.'),
  perClass: z.record(z.string(), share).optional(),
});

const redactsShape = z
  .partialRecord(z.enum(redactedThings), z.array(z.string().min(1)).min(1))
  .describe('Which classes are faces and which licence plates; only for the role redaction.');

/** A model by manifest: the file next to the weights, or in S3, that says how to use them. */
export const modelManifestShape = z
  .strictObject({
    schema: z.literal('clipledger/model-manifest/v1'),
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    version: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,31}$/),
    uri: z
      .string()
      .min(1)
      .describe('s3://bucket/key, or a path relative to the folder of the manifest.'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    licence: z.string().min(1).max(64).describe('An SPDX identifier where there is one.'),
    role: z.enum(['evidence', 'redaction']),
    input: inputShape,
    classes: z.array(z.string().min(1).max(64)).min(1).max(2_000),
    thresholds: thresholdsShape,
    decoder: decoderShape,
    maxBatch: z.int().min(1).max(64).describe('Most pictures given to the model at once.'),
    redacts: redactsShape.optional(),
  })
  .meta({ title: 'ClipLedger model manifest' });

/** What a model is made of and how it is used. */
export type ModelManifest = z.output<typeof modelManifestShape>;

/** A manifest and where it lies: model files are found from there. */
export interface PlacedManifest {
  /** Absolute path or `s3://bucket/key`. */
  readonly place: string;
  readonly manifest: ModelManifest;
}

/** A model's name and version, as errors and analyses tell it. */
export const titleOf = ({ name, version }: Pick<ModelManifest, 'name' | 'version'>): string =>
  `${name} ${version}`;

/** What the domain needs of a manifest to feed the model and to read its answer. */
export const specOf = ({
  input,
  classes,
  thresholds,
  decoder,
  redacts,
}: ModelManifest): ModelSpec => ({ input, classes, thresholds, decoder, redacts });

const parseJson = (text: string, place: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = 'This is no JSON.';
    const remedy = 'Write a manifest as inference/manifest/README.md shows.';
    throw new ManifestInvalid({ what, where: place, remedy }, { cause });
  }
};

const refuseUnknownClasses = (manifest: ModelManifest): void => {
  const known = new Set(manifest.classes);
  const named = [
    ...Object.keys(manifest.thresholds.perClass ?? {}).map((name) => ['thresholds', name] as const),
    ...Object.values(manifest.redacts ?? {})
      .flat()
      .map((name) => ['redacts', name] as const),
  ];
  for (const [field, name] of named) {
    if (known.has(name)) continue;
    throw new ClassUnknown({
      what: `"${field}" names the class "${name}", which "classes" does not list.`,
      where: titleOf(manifest),
      remedy: `Take it out, or name one of ${manifest.classes.slice(0, 10).join(', ')}.`,
    });
  }
  if (known.size < manifest.classes.length) {
    throw new ManifestInvalid({
      what: '"classes" lists a name twice.',
      where: titleOf(manifest),
      remedy: 'Give every class a name of its own, also those that are never wanted.',
    });
  }
};

const refuseUnmappedRedaction = (manifest: ModelManifest): void => {
  const where = titleOf(manifest);
  const mapped = Object.keys(manifest.redacts ?? {}).length;
  if (manifest.role === 'redaction' && (mapped === 0 || manifest.decoder.kind === 'classifier')) {
    const remedy = `Map classes under "redacts": ${redactedThings.join(', ')}; with boxes.`;
    const what = 'A model for redaction must tell where faces or licence plates are.';
    throw new RedactionUnmapped({ what, where, remedy });
  }
  if (manifest.role === 'evidence' && manifest.redacts !== undefined) {
    throw new ManifestInvalid({
      what: '"redacts" stands in a model for evidence.',
      where,
      remedy: 'Take it out, or give the model the role redaction.',
    });
  }
};

/**
 * Reads a manifest. Throws `ManifestInvalid`, `ClassUnknown`, `RedactionUnmapped`; `place` is told
 * in the errors.
 */
export const readManifest = (text: string, place: string): PlacedManifest => {
  const result = modelManifestShape.safeParse(parseJson(text, place));
  if (!result.success) {
    throw new ManifestInvalid({
      what: `The manifest is not as it must be: ${z.prettifyError(result.error)}.`,
      where: place,
      remedy: 'Write it as inference/manifest/README.md shows.',
    });
  }
  refuseUnknownClasses(result.data);
  refuseUnmappedRedaction(result.data);
  return { place, manifest: result.data };
};
