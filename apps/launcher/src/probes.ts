/** `/readyz` and `/metrics` of the whole: each request asks every process. */
import type { ServerResponse } from 'node:http'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { mergeMetrics } from './merge-metrics.ts'
import type { Supervised } from './supervise.ts'

const TIMEOUT_MS = 2_000

export function createProbes(processes: readonly Supervised[], databaseAnswers: () => Promise<boolean>) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Counter({
    name: 'quillwire_process_restarts_total',
    help: 'How often a process was restarted after it ended.',
    labelNames: ['of'],
    registers: [registry],
    collect() {
      this.reset()
      for (const process of processes) this.inc({ of: process.name }, process.restarts())
    },
  })

  async function readiness() {
    const checks = [
      ['database', databaseAnswers()] as const,
      ...processes.map((process) => [process.name, isReady(process)] as const),
    ]
    const entries = await Promise.all(checks.map(async ([name, check]) => [name, await check] as const))
    return { ready: entries.every(([, ready]) => ready), parts: Object.fromEntries(entries) }
  }

  async function metrics(): Promise<string> {
    const texts = await Promise.all(
      processes.map(async (process) => [process.name, (await ask(process, '/metrics'))?.body ?? ''] as const),
    )
    return mergeMetrics({ launcher: await registry.metrics(), ...Object.fromEntries(texts) })
  }

  return {
    /** Whether every part serves. */
    readiness,
    async answer(path: string, response: ServerResponse) {
      if (path === '/metrics') return send(response, 200, await metrics(), registry.contentType)
      const { ready, parts } = await readiness()
      return json(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts })
    },
  }
}

async function isReady(process: Supervised): Promise<boolean> {
  return process.isReady() && (await ask(process, '/readyz'))?.status === 200
}

async function ask(process: Supervised, path: string): Promise<{ status: number; body: string } | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${process.internalPort}${path}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, body: await response.text() }
  } catch {
    return null
  }
}

function json(response: ServerResponse, status: number, body: object) {
  send(response, status, `${JSON.stringify(body)}\n`, 'application/json')
}

function send(response: ServerResponse, status: number, body: string, contentType: string) {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(body)
}
