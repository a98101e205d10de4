/*
 * Why work on a clip is broken off from outside: reasons of abort signals. None of them says
 * anything about the clip, so none is ever an answer to its workflow.
 */

/** The host is told to end (SIGTERM, a Spot notice): another one takes the job at once. */
export class HostStopping extends Error {
  override readonly name = 'HostStopping';
  constructor() {
    super('The host is stopping; another one takes the job.');
  }
}

/** The host's time for one job is over. Counts as a try: the next may meet a faster host. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  constructor(seconds: number) {
    super(`The job took longer than the ${seconds} seconds that this host gives one.`);
  }
}

/** Nobody waits for the job any more: its token is gone, or the clip has moved on. */
export class JobGone extends Error {
  override readonly name = 'JobGone';
  constructor() {
    super('Nobody waits for this job any more.');
  }
}
