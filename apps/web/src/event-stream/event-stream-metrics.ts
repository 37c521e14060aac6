import type { EventStreams, EventStreamsOptions } from '@quillwire/webhooks/stream'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Counts the events that the streams of this process send, and those that are acknowledged. */
export function observeEventStreams(
  registry: Registry,
): Required<Pick<EventStreamsOptions, 'onSent' | 'onAcknowledged'>> {
  const registers = [registry]
  const sent = new Counter({
    name: 'quillwire_stream_events_sent_total',
    help: 'Events sent to consumers of the event stream.',
    registers,
  })
  const acknowledged = new Counter({
    name: 'quillwire_stream_events_acknowledged_total',
    help: 'Events that consumers of the event stream acknowledged.',
    registers,
  })
  const delay = new Histogram({
    name: 'quillwire_stream_delay_seconds',
    help: 'From an event to its sending; long for consumers that come back after a while.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 60, 3600, 86_400],
    registers,
  })
  return {
    onSent({ happenedAt }) {
      sent.inc()
      delay.observe(Math.max(0, Date.now() - happenedAt) / 1000)
    },
    onAcknowledged: (events) => acknowledged.inc(events.length),
  }
}

/** Shows how many consumers are connected, and how far behind they are. */
export function showEventStreams(registry: Registry, streams: EventStreams): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  gauge('quillwire_stream_consumers', 'Open event streams.', () => streams.statistics().connected)
  gauge(
    'quillwire_stream_unacknowledged',
    'Events sent and not acknowledged.',
    () => streams.statistics().unacknowledged,
  )
  gauge(
    'quillwire_stream_lag_seconds',
    'Age of the oldest event that waits for a consumer to take or acknowledge it.',
    () => streams.statistics().lagMs / 1000,
  )
}
