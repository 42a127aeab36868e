import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late this process was to look for what it should do next, in milliseconds. */
export interface LoopDelay {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

/** A timer is set for every so many milliseconds; what it comes late by is the delay. */
const RESOLUTION_MS = 10;

/**
 * Watches the event loop from now until it is called. People's presses, Discord's heartbeat and every download wait
 * while the loop is held up, so nothing in the bot may hold it for long.
 */
export function watchLoop(): () => LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    const delay = (nanoseconds: number): number =>
      Math.max(0, Math.round((nanoseconds / 1e6 - RESOLUTION_MS) * 10) / 10);
    return {
      median: delay(histogram.percentile(50)),
      p99: delay(histogram.percentile(99)),
      max: delay(histogram.max),
    };
  };
}
