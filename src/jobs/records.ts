import type { Hash } from './job.js';

/** An interaction that was told “is thinking…” and has no answer yet. */
export interface Deferral {
  readonly token: string;
  readonly applicationId: string;
  readonly locale: string;
  readonly expiresAt: number;
}

/** A picture that was taken in while its style is still being chosen. */
export interface Draft {
  readonly id: string;
  readonly userId: string;
  readonly contentHash: Hash;
  readonly spoiler: boolean;
}

/**
 * What the bot keeps beside the jobs, in the same database. Asynchronous for the same reason as JobStore. Nothing here
 * is the engine's business.
 */
export interface Records {
  /** Notes that an answer is owed, before it is promised. */
  addDeferral(deferral: Deferral): Promise<void>;
  /** The answer was given. */
  settleDeferral(token: string): Promise<void>;
  /** Answers that are still owed and can still be given, those of jobs left out; forgets those that cannot. */
  openDeferrals(): Promise<Deferral[]>;

  addDraft(draft: Omit<Draft, 'id'>): Promise<Draft>;
  getDraft(id: string): Promise<Draft | null>;

  close(): Promise<void>;
}
