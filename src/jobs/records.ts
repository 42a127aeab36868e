import type { GuildPreset } from './guild-preset.js';
import type { Hash } from './job.js';
import type { GuildSettings, UserSettings } from './settings.js';

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

/** Somebody asked for everything about them to be removed. */
export interface Erasure {
  readonly userId: string;
  readonly askedAt: number;
}

export interface MessagePlace {
  readonly channelId: string;
  readonly messageId: string;
}

/** A picture (by its hash) or a job (by its id) that is gone. `seq` grows: read on from the last one known. */
export interface Forgotten {
  readonly seq: number;
  readonly kind: 'picture' | 'job';
  readonly name: string;
}

/** Somebody, or a whole server, whom the host has shut out. */
export interface Block {
  readonly kind: 'user' | 'guild';
  readonly id: string;
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
  draftsOf(userId: string): Promise<Draft[]>;

  userSettings(userId: string): Promise<UserSettings>;
  setUserSettings(userId: string, settings: UserSettings | null): Promise<void>;
  guildSettings(guildId: string): Promise<GuildSettings>;
  setGuildSettings(guildId: string, settings: GuildSettings | null): Promise<void>;

  /** A server's own styles, by name. */
  guildPresets(guildId: string): Promise<GuildPreset[]>;
  guildPresetsBy(userId: string): Promise<GuildPreset[]>;
  /** Ids of the servers that have styles of their own. */
  guildsWithPresets(): Promise<string[]>;
  /**
   * Answers it as it was added: where the server has one of that name, with a number after its own (`harbour-2`).
   * Throws GUILD_PRESETS_FULL where the server has `limit` already.
   */
  addGuildPreset(preset: GuildPreset, limit: number): Promise<GuildPreset>;
  /**
   * Replaces the one of that name. Answers the pictures it had, which may be nobody's now (`JobStore.eraseOrphans`);
   * null, and changes nothing, where there is none.
   */
  changeGuildPreset(preset: GuildPreset): Promise<Hash[] | null>;
  /** The same, removing it. Jobs that were made with it keep their pictures. */
  removeGuildPreset(guildId: string, name: string): Promise<Hash[] | null>;
  removeGuildPresets(guildId: string): Promise<Hash[]>;

  block(block: Block): Promise<void>;
  /** False when it was not blocked. */
  unblock(block: Block): Promise<boolean>;
  isBlocked(userId: string, guildId: string | null): Promise<boolean>;
  blocks(): Promise<Block[]>;

  /** Notes that everything about a person is to go; it is done later, so that nothing under way can be left over. */
  askErasure(userId: string): Promise<void>;
  erasures(): Promise<Erasure[]>;
  endErasure(userId: string): Promise<void>;
  /** Messages of jobs that are gone, the longest unwanted first. */
  unwantedMessages(limit: number): Promise<MessagePlace[]>;
  messageGone(place: MessagePlace): Promise<void>;
  /**
   * What is gone since `seq` (0: all that is still noted, a week's worth), in order. For the engine, which keeps
   * checkpoints and caches made from pictures: what it finds here it must not keep.
   */
  forgottenSince(seq: number): Promise<Forgotten[]>;
  /** Jobs that ended before a time, the oldest first. */
  endedBefore(time: number, limit: number): Promise<string[]>;
  /** Drops notes that have served. */
  tidy(before: { readonly forgotten: number; readonly drafts: number }): Promise<void>;

  close(): Promise<void>;
}
