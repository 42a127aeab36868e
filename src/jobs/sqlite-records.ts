import { nanoid } from 'nanoid';
import type { z } from 'zod';
import { AppError } from '../errors.js';
import { type Database, databaseError, openDatabase } from './database.js';
import type { GuildPreset } from './guild-preset.js';
import type { Hash } from './job.js';
import { migrate } from './migrate.js';
import { prepareBlocks } from './operations/blocks.js';
import { prepareDeferrals } from './operations/deferrals.js';
import { prepareDrafts } from './operations/drafts.js';
import { prepareGuildPresets } from './operations/guild-presets.js';
import { prepareHouseKeeping } from './operations/keep-house.js';
import { prepareSettings, type SettingsTable } from './operations/settings.js';
import type { Block, Deferral, Draft, Erasure, Forgotten, MessagePlace, Records } from './records.js';
import {
  type GuildSettings,
  guildSettingsSchema,
  type UserSettings,
  userSettingsSchema,
} from './settings.js';

const ID_LETTERS = 12;

/** The bot's records in the jobs' SQLite file. Throws as `openJobStore` does. */
export function openRecords(path: string, options: { readonly clock: () => number }): Records {
  const db = openDatabase(path);
  try {
    migrate(db, path);
    return new SqliteRecords(db, openDatabase(path, { flush: false }), path, options.clock);
  } catch (error) {
    db.close();
    throw error instanceof AppError ? error : databaseError(path, error);
  }
}

class SqliteRecords implements Records {
  readonly #db: Database;
  /** For answers that are owed: after a power cut somebody may wait for one in vain. */
  readonly #notes: Database;
  readonly #path: string;
  readonly #clock: () => number;
  readonly #operations: ReturnType<typeof prepare>;

  constructor(db: Database, notes: Database, path: string, clock: () => number) {
    this.#db = db;
    this.#notes = notes;
    this.#path = path;
    this.#clock = clock;
    this.#operations = prepare(db, notes);
  }

  async addDeferral(deferral: Deferral): Promise<void> {
    this.#do(() => this.#operations.deferrals.add(deferral));
  }

  async settleDeferral(token: string): Promise<void> {
    this.#do(() => this.#operations.deferrals.settle(token));
  }

  async openDeferrals(): Promise<Deferral[]> {
    return this.#do(() => this.#operations.deferrals.open(this.#clock()));
  }

  async addDraft(draft: Omit<Draft, 'id'>): Promise<Draft> {
    const whole = { ...draft, id: nanoid(ID_LETTERS) };
    this.#do(() => this.#operations.drafts.add(whole, this.#clock()));
    return whole;
  }

  async getDraft(id: string): Promise<Draft | null> {
    return this.#do(() => this.#operations.drafts.get(id));
  }

  async draftsOf(userId: string): Promise<Draft[]> {
    return this.#do(() => this.#operations.drafts.ofUser(userId));
  }

  async userSettings(userId: string): Promise<UserSettings> {
    return this.#do(() => this.#read(userSettingsSchema, this.#operations.userSettings.get(userId)));
  }

  async setUserSettings(userId: string, settings: UserSettings | null): Promise<void> {
    this.#do(() => this.#write(this.#operations.userSettings, userId, settings));
  }

  async guildSettings(guildId: string): Promise<GuildSettings> {
    return this.#do(() => this.#read(guildSettingsSchema, this.#operations.guildSettings.get(guildId)));
  }

  async setGuildSettings(guildId: string, settings: GuildSettings | null): Promise<void> {
    this.#do(() => this.#write(this.#operations.guildSettings, guildId, settings));
  }

  async guildPresets(guildId: string): Promise<GuildPreset[]> {
    return this.#do(() => this.#operations.guildPresets.ofGuild(guildId));
  }

  async guildPresetsBy(userId: string): Promise<GuildPreset[]> {
    return this.#do(() => this.#operations.guildPresets.ofAuthor(userId));
  }

  async guildsWithPresets(): Promise<string[]> {
    return this.#do(() => this.#operations.guildPresets.guilds());
  }

  async addGuildPreset(preset: GuildPreset, limit: number): Promise<GuildPreset> {
    return this.#do(() => this.#operations.guildPresets.add(preset, limit, this.#clock()));
  }

  async changeGuildPreset(preset: GuildPreset): Promise<Hash[] | null> {
    return this.#do(() => this.#operations.guildPresets.change(preset));
  }

  async removeGuildPreset(guildId: string, name: string): Promise<Hash[] | null> {
    return this.#do(() => this.#operations.guildPresets.remove(guildId, name));
  }

  async removeGuildPresets(guildId: string): Promise<Hash[]> {
    return this.#do(() => this.#operations.guildPresets.removeAll(guildId));
  }

  async block(block: Block): Promise<void> {
    this.#do(() => this.#operations.blocks.add(block, this.#clock()));
  }

  async unblock(block: Block): Promise<boolean> {
    return this.#do(() => this.#operations.blocks.remove(block));
  }

  async isBlocked(userId: string, guildId: string | null): Promise<boolean> {
    return this.#do(() => this.#operations.blocks.has(userId, guildId));
  }

  async blocks(): Promise<Block[]> {
    return this.#do(() => this.#operations.blocks.list());
  }

  async askErasure(userId: string): Promise<void> {
    this.#do(() => this.#operations.house.askErasure(userId, this.#clock()));
  }

  async erasures(): Promise<Erasure[]> {
    return this.#do(() => this.#operations.house.erasures());
  }

  async endErasure(userId: string): Promise<void> {
    this.#do(() => this.#operations.house.endErasure(userId));
  }

  async unwantedMessages(limit: number): Promise<MessagePlace[]> {
    return this.#do(() => this.#operations.house.unwantedMessages(limit));
  }

  async messageGone(place: MessagePlace): Promise<void> {
    this.#do(() => this.#operations.house.messageGone(place));
  }

  async forgottenSince(seq: number): Promise<Forgotten[]> {
    return this.#do(() => this.#operations.house.forgottenSince(seq));
  }

  async endedBefore(time: number, limit: number): Promise<string[]> {
    return this.#do(() => this.#operations.house.endedBefore(time, limit));
  }

  async tidy(before: { readonly forgotten: number; readonly drafts: number }): Promise<void> {
    this.#do(() => this.#operations.house.tidy(before));
  }

  async close(): Promise<void> {
    this.#notes.close();
    this.#db.close();
  }

  /** Settings of an earlier program that are no settings any more are as if they had not been set. */
  #read<T extends z.ZodType>(schema: T, json: string | null): z.infer<T> {
    const read = schema.safeParse(json === null ? {} : JSON.parse(json));
    return read.success ? read.data : schema.parse({});
  }

  #write(table: SettingsTable, id: string, settings: object | null): void {
    if (settings === null) table.reset(id);
    else table.set(id, JSON.stringify(settings));
  }

  #do<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw error instanceof AppError ? error : databaseError(this.#path, error);
    }
  }
}

function prepare(db: Database, notes: Database) {
  return {
    deferrals: prepareDeferrals(notes),
    drafts: prepareDrafts(db),
    userSettings: prepareSettings(db, 'user'),
    guildSettings: prepareSettings(db, 'guild'),
    guildPresets: prepareGuildPresets(db),
    blocks: prepareBlocks(db),
    house: prepareHouseKeeping(db),
  };
}
