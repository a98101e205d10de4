/** What keeps a model from being used: what is wrong, with which model or file, what to do. */
export interface ProblemParts {
  readonly what: string;
  /** The model's name and version, or the place of a file. */
  readonly where: string;
  readonly remedy: string;
}

/**
 * A configured model cannot be used. Found when a host starts, before any clip is touched: a host
 * that left the model out instead would answer with analyses that lack what was asked for.
 */
export abstract class ModelProblem extends Error {
  readonly where: string;
  constructor({ what, where, remedy }: ProblemParts, options?: ErrorOptions) {
    super(`${where}: ${what} ${remedy}`, options);
    this.where = where;
  }
}

/** The manifest is no manifest. */
export class ManifestInvalid extends ModelProblem {
  override readonly name = 'ManifestInvalid';
}

/** Thresholds or the mapping for redaction name a class that the model has not. */
export class ClassUnknown extends ModelProblem {
  override readonly name = 'ClassUnknown';
}

/** A model for redaction does not say which of its classes are faces or licence plates. */
export class RedactionUnmapped extends ModelProblem {
  override readonly name = 'RedactionUnmapped';
}

/** A manifest or a model file is not where it should be, or may not be read. */
export class ModelFileMissing extends ModelProblem {
  override readonly name = 'ModelFileMissing';
}

/** The model file is not the one that the manifest names. */
export class ModelHashWrong extends ModelProblem {
  override readonly name = 'ModelHashWrong';
}

/** ONNX Runtime cannot open the file as a model. */
export class ModelUnreadable extends ModelProblem {
  override readonly name = 'ModelUnreadable';
}

/** The model takes or gives other shapes than the manifest says, or numbers that are none. */
export class ModelShapeWrong extends ModelProblem {
  override readonly name = 'ModelShapeWrong';
}

/** None of the execution providers that were asked for can run the model here. */
export class ProviderMissing extends ModelProblem {
  override readonly name = 'ProviderMissing';
}

/** Models are configured, but ONNX Runtime cannot be loaded. */
export class RuntimeMissing extends ModelProblem {
  override readonly name = 'RuntimeMissing';
}
