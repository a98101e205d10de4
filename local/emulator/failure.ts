/** A failure of the local cloud as one sentence for a person: what happened and what to do. */
export class LocalCloudFailure extends Error {
  override readonly name = 'LocalCloudFailure';
}
