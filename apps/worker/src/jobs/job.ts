/** Something that one worker at a time does at set times. */
export interface Job {
  name: string
  /** In cron's notation, UTC. */
  cron: string
  /** A run longer than this is taken for dead, and another worker may begin. */
  atMostSeconds: number
  /** What was done, for the log; nothing where there was nothing to do. */
  run(): Promise<Record<string, number>>
}
