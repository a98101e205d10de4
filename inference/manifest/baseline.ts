/** What an analyzer is made of: who reads an analysis can tell what made it. */
export interface AnalyzerManifest {
  readonly schema: 'clipledger/analyzer-manifest/v1';
  readonly name: string;
  /** Semantic version: the same version gives the same findings for the same frames. */
  readonly version: string;
  readonly licence: string;
  /** Files of learned weights; none for an analyzer that only measures. */
  readonly weights: readonly { readonly uri: string; readonly sha256: string }[];
}

/** The analyzer that ships as default: sees what moves, stays and goes before a fixed camera. */
export const baselineManifest: AnalyzerManifest = {
  schema: 'clipledger/analyzer-manifest/v1',
  name: 'baseline',
  version: '2.0.0',
  licence: 'Apache-2.0',
  weights: [],
};
