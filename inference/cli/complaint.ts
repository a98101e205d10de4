/** Something the caller can put right; its message is the whole answer. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
}
