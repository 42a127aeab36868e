import type { ErrorCode, ErrorDetails } from '../errors.js';
import type { DiscordOrigin, Hash, Job, JobProgress, JobRequest, JobResult, RunningJob } from './job.js';

export interface NewJob {
  readonly userId: string;
  readonly origin: DiscordOrigin | null;
  readonly contentHash: Hash;
  readonly request: JobRequest;
  /** The photo was marked as a spoiler. Default: it was not. */
  readonly spoiler?: boolean;
  /** What asked for it, where asking twice is one wish: a button of a job. Default: nothing of the kind. */
  readonly cause?: string;
}

export interface Quota {
  /** The most jobs one user may have queued and running. */
  readonly openPerUser: number;
  /** The most jobs of one user within a day. Those that failed, or were cancelled unbegun, do not count. */
  readonly userPerDay?: number;
  /** The most jobs that may be queued and running in the job's server. */
  readonly openPerGuild?: number;
  /** The most jobs in the job's server within a day. */
  readonly guildPerDay?: number;
  /** As the first two, counting only what the user asked for in the job's server. */
  readonly openPerMember?: number;
  readonly memberPerDay?: number;
}

/** Proof of holding a job: a store method that takes it does nothing when the job was taken by another since. */
export interface Claim {
  readonly id: string;
  readonly worker: string;
  readonly attempt: number;
}

/**
 * The jobs: the one protocol between bot and engine. Asynchronous so that a server database can stand behind it;
 * each rule that must be atomic (quota and enqueue, claim, finish) is one method. Methods that take a `Claim`
 * answer false, and change nothing, when that claim no longer holds (lease lost, cancelled, finished).
 */
export interface JobStore {
  /**
   * Adds a queued job. Throws JOB_QUOTA, JOB_QUOTA_DAY, GUILD_QUOTA or GUILD_QUOTA_DAY where the quota is used up,
   * JOB_ASKED_ALREADY while a job of theirs with the same cause is open, DRAINING while nothing new is taken.
   */
  enqueue(job: NewJob, quota: Quota): Promise<Job>;

  /** Whether a job of this user with this cause waits or runs. */
  isAsked(userId: string, cause: string): Promise<boolean>;

  /**
   * Takes the next job and leases it; null when nothing waits. Fair between users: job k + 1 of one never before job k
   * of another. Requeues expired leases first.
   */
  claim(worker: string, leaseMs: number): Promise<RunningJob | null>;
  /** Extends the lease. False means: stop working on it, it is not yours any more. */
  heartbeat(claim: Claim, leaseMs: number): Promise<boolean>;
  /** Whether the claim still holds, without writing anything. */
  holds(claim: Claim): Promise<boolean>;
  progress(claim: Claim, progress: JobProgress, previewHash: Hash | null): Promise<boolean>;
  succeed(claim: Claim, resultHash: Hash, result: JobResult): Promise<boolean>;
  fail(claim: Claim, code: ErrorCode, details: ErrorDetails): Promise<boolean>;
  /** Hands the job back unharmed, e.g. on SIGTERM: it is queued again and nobody is blamed. */
  release(claim: Claim): Promise<boolean>;
  /** The mathematics died: queued again, or failed with JOB_CRASHED after MAX_CRASHES. */
  crash(claim: Claim): Promise<boolean>;
  /** Treats running jobs whose lease ran out as crashed. Returns how many there were. */
  reapExpired(): Promise<number>;

  /** Ends a queued or running job. Answers the job as it is afterwards, or null when unknown. */
  cancel(id: string): Promise<Job | null>;

  get(id: string): Promise<Job | null>;
  /** A user's jobs, newest first, `skip` of them left out, those of one preset or of all. */
  listByUser(
    userId: string,
    options: { limit: number; skip?: number; preset?: string | null },
  ): Promise<Job[]>;
  /** The presets that a user's jobs are of, the most used first. */
  presetsOfUser(userId: string): Promise<{ name: string; title: string; count: number }[]>;
  /** What a picture took on an engine of late, in milliseconds; null when none was finished within the hour. */
  typicalMs(): Promise<number | null>;
  /** How many jobs are before this one: 0 is next; null when it is not waiting. */
  position(id: string): Promise<number | null>;
  /** The same of every waiting job, by its id. */
  places(): Promise<ReadonlyMap<string, number>>;
  /** Counts of open jobs. */
  counts(): Promise<{ queued: number; running: number }>;

  /** A number that changes when another connection wrote; cheap, for polling (SQLite's data_version). */
  version(): Promise<number>;
  /** The last revision given out: where a reader starts that wants only what changes from now on. */
  lastRevision(): Promise<number>;
  /** Jobs changed after `revision`, in order of revision. */
  changedSince(revision: number): Promise<Job[]>;
  /** Discord jobs whose final message has not been delivered yet. */
  undelivered(): Promise<Job[]>;
  setMessage(id: string, message: { channelId: string; messageId: string }): Promise<void>;
  /**
   * Gives a job's message a way to be edited again: a press on it has brought a new token. The message counts as not
   * delivered. Answers the job as it is afterwards, or null when unknown.
   */
  reattach(id: string, origin: DiscordOrigin): Promise<Job | null>;
  /** Notes that the message showing this revision reached Discord; `final` when nothing more will be sent. */
  markDelivered(id: string, revision: number, final: boolean): Promise<void>;
  /** Forgets interaction tokens past their time. */
  expireTokens(): Promise<number>;

  /** Whether new jobs are refused, and waiting ones left waiting: the host is about to stop everything. */
  isDraining(): Promise<boolean>;
  setDraining(draining: boolean): Promise<void>;

  /**
   * Removes jobs that have ended, for ever, and calls `remove` for each picture that nothing else has; it must remove
   * the file before it returns, so that no job can take the picture up in between. `messages` says whether theirs are to be deleted too. How many
   * jobs there were.
   */
  erase(ids: readonly string[], remove: (hash: Hash) => void, messages: boolean): Promise<number>;
  /** The same with everything of a user: their ended jobs, drafts, settings, and styles they added to servers. */
  eraseUser(userId: string, remove: (hash: Hash) => void): Promise<number>;
  /** Removes those of these pictures that nothing has. How many were removed. */
  eraseOrphans(hashes: readonly Hash[], remove: (hash: Hash) => void): Promise<number>;
  /** Removes the pictures of jobs that ended before a time and keeps the jobs. How many jobs there were. */
  erasePictures(before: number, remove: (hash: Hash) => void): Promise<number>;
  /** Ends all jobs of a user that wait or run. How many there were. */
  cancelAll(userId: string): Promise<number>;

  getFact(name: string): Promise<string | null>;
  setFact(name: string, value: string): Promise<void>;

  close(): Promise<void>;
}
