/** Scheduled work that one worker at a time does. */
export interface Job {
  name: string
  /** A cron expression, in UTC. */
  cron: string
  /** A run that takes longer is considered dead, and another worker may begin. */
  atMostSeconds: number
  /** Returns counts of what was done, for the log. All are 0 when there was nothing to do. */
  run(): Promise<Record<string, number>>
}
