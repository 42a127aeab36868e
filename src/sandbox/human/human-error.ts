/** What a person (or a test in their place) is told when their client would not let them do that. */
export class HumanError extends Error {
  override readonly name = 'HumanError';
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
