/** An endpoint that admins change all the time, with a record of its settings over time. */
import {
  cancelOperation,
  createEndpoint,
  listDeliveries,
  listOperations,
  retryDelivery,
  revealSecret,
  rotateSecret,
  sendTestEvent,
  startOperation,
  updateEndpoint,
  type WebhookContext,
} from '@quillwire/webhooks'
import type { Random } from '../fuzz/random.ts'
import { type MoodyReceiver, moods } from './moody-receiver.ts'

interface Settings {
  eventTypes: string[]
  documentIds: string[]
  status: 'active' | 'paused'
}

/** Settings that were certainly in force from `settled` until the next ones were `begun`, in ms. */
interface Period extends Settings {
  begun: number
  settled: number
}

export interface ChangingEndpoint {
  id: string
  name: string
  /** Whether it is always ordered, and nothing is sent again by hand. */
  ordered: boolean
  /** Every secret that it ever had. */
  secrets: string[]
  /** Its settings during all of this time; undefined if they changed within it. */
  settingsDuring(from: number, to: number): Settings | undefined
  /** Makes one change as an admin. Rejects with the error that the admin gets. */
  change(): Promise<unknown>
  /** Leaves it active, as an admin would at the end of the day. */
  leaveActive(): Promise<unknown>
}

const SCHEDULES = [[0, 1, 1], [0, 0, 1, 1], [0], [1, 1], Array.from({ length: 20 }, () => 0)]
const TYPES = [['*'], ['document.*'], ['document.saved'], ['member.*'], ['member.*', 'document.saved']]

export async function changingEndpoint(
  name: string,
  contexts: readonly WebhookContext[],
  documentIds: readonly string[],
  receiver: MoodyReceiver,
  random: Random,
): Promise<ChangingEndpoint> {
  const started = Date.now()
  const admin = () => random.pick(contexts)
  const ordered = random.chance(0.5)
  const aFilter = () => (random.chance(0.6) ? [] : [random.pick(documentIds)])
  const first: Settings = { eventTypes: random.pick(TYPES), documentIds: aFilter(), status: 'active' }
  const { id, secret } = await createEndpoint(admin(), {
    url: receiver.newUrl(name),
    description: name,
    eventTypes: first.eventTypes,
    filters: { documentIds: first.documentIds },
    ordered,
    timeoutMs: 1000,
    retrySchedule: random.pick(SCHEDULES),
    coalesceSeconds: random.pick([0, 0, 1, 2]),
  })
  const secrets = [secret]
  const periods: Period[] = [{ ...first, begun: started, settled: Date.now() }]

  const set = (given: Omit<Parameters<typeof updateEndpoint>[1], 'id'>) =>
    updateEndpoint(admin(), { id, ...given })

  /** Like `set`, for the settings that decide whether an event is delivered. */
  async function setAudience({ documentIds: only, ...given }: Partial<Settings>) {
    const last = periods.at(-1) ?? { ...first, begun: 0, settled: 0 }
    const period = { ...last, ...given, ...(only && { documentIds: only }), begun: Date.now() }
    const next = { ...period, settled: Number.POSITIVE_INFINITY }
    periods.push(next)
    await set({ ...given, ...(only && { filters: { documentIds: only } }) })
    next.settled = Date.now()
  }

  async function operate(kind: 'recover' | 'replay' | 'cancel') {
    const since = new Date(started + random.below(Date.now() - started)).toISOString()
    await startOperation(admin(), { id, kind, since, types: random.pick([[], [], ['document.saved']]) })
  }

  const changes: (() => Promise<unknown>)[] = [
    () => setAudience({ eventTypes: random.pick(TYPES) }),
    () => setAudience({ documentIds: aFilter() }),
    () => setAudience({ status: 'paused' }),
    () => setAudience({ status: 'active' }),
    () => setAudience({ status: 'active' }),
    () => set({ url: receiver.newUrl(name) }),
    () => set({ headers: { 'x-team': String(random.below(9)) } }),
    () => set({ retrySchedule: random.pick(SCHEDULES) }),
    () => set({ rateLimit: random.pick([null, 600, 6000]) }),
    () => set({ coalesceSeconds: random.pick([0, 1, 3, 3600]) }),
    () => set({ includeContent: random.pick([null, 'markdown', 'json']) }),
    () => set({ format: random.pick(['json', 'cloudevents']) }),
    async () => {
      await set({ signatureScheme: random.pick(['v1', 'v1a']) })
      secrets.push((await revealSecret(admin(), { id })).secret)
    },
    async () => secrets.push((await rotateSecret(admin(), { id, overlapHours: random.below(2) })).secret),
    () => sendTestEvent(admin(), { id }),
    () => operate('recover'),
    () => operate('replay'),
    () => operate('cancel'),
    async () => {
      const [latest] = await listOperations(admin(), { id })
      if (latest) await cancelOperation(admin(), { id: latest.id })
    },
    async () => receiver.become(name, random.pick(moods)),
    async () => receiver.become(name, 'good'),
  ]
  const unlessInOrder = [
    () => set({ ordered: random.chance(0.5) }),
    async () => {
      const { items } = await listDeliveries(admin(), { endpointId: id, limit: 20 })
      if (items.length > 0) await retryDelivery(admin(), { id: random.pick(items).id })
    },
  ]

  return {
    id,
    name,
    ordered,
    secrets,
    settingsDuring: (from, to) =>
      periods.find(({ settled }, index) => settled <= from && (periods[index + 1]?.begun ?? to) >= to),
    change: () => random.pick(ordered ? changes : [...changes, ...unlessInOrder])(),
    leaveActive: () => setAudience({ status: 'active' }),
  }
}
