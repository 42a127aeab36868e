import type { Log } from '../logger.js';
import type { Gateway } from './gateway/gateway.js';
import type { Backstage } from './human/backstage.js';
import type { Interactions } from './interactions/interactions.js';
import type { Files } from './messages/files.js';
import type { AttachmentLinks } from './messages/links.js';
import type { Messages } from './messages/messages.js';
import type { Faults } from './rest/faults.js';
import type { RateLimits } from './rest/rate-limits.js';
import type { RequestLog } from './rest/request-log.js';
import type { Samples } from './samples.js';
import type { ChangeFeed } from './world/changes.js';
import type { Snowflakes } from './world/snowflake.js';
import type { StoredAttachment, World } from './world/world.js';

/** Everything the routes work with, built once in `server.ts`. */
export interface Services {
  readonly log: Log;
  readonly now: () => number;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: () => string;
  readonly ids: Snowflakes;
  readonly world: World;
  readonly changes: ChangeFeed;
  readonly links: AttachmentLinks;
  readonly files: Files;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly gateway: Gateway;
  readonly requests: RequestLog;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly backstage: Backstage;
  readonly samples: Samples;
  /** Files that a person has uploaded and not yet sent, by upload id. */
  readonly uploads: Map<string, StoredAttachment>;
}
