/** A checkpoint that is damaged, of another version, or of another request: start afresh without it. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
