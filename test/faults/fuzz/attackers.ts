import type { AttackedServer } from './attacked-server.ts'
import { createRandom, type Random } from './random.ts'

/** How many frames are sent: a million in a long run. */
export const FRAMES = Number(process.env.FUZZ_FRAMES ?? 20_000)
/** The same seed repeats a run. */
export const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const AT_ONCE = 8
const MAX_MS = 20 * 60_000

/** One attack on a document. @returns how much was sent. */
export type Attack = (random: Random, target: AttackedServer['targets'][number]) => Promise<number>

/** Runs several attackers at a time, until enough is sent, the server has ended, or the time is over. */
export async function attackTogether(server: AttackedServer, attack: Attack) {
  console.log(`FUZZ_SEED=${SEED} FUZZ_FRAMES=${FRAMES}`)
  let sent = 0
  let attacks = 0
  const until = Date.now() + MAX_MS
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const random = createRandom(SEED + index)
      while (sent < FRAMES && !server.ended() && Date.now() < until) {
        const count = await attack(random, random.pick(server.targets))
        sent += count
        attacks += 1
        if (index === 0) await server.measure()
      }
    }),
  )
  return { sent, attacks }
}
