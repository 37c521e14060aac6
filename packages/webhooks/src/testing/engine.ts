/** An engine whose attempts a test can wait for. */
import { testSeal } from '@quillwire/core/testing/services'
import type { Database } from '@quillwire/database'
import { onTestFinished } from 'vitest'
import { parseNetworks } from '../address-guard/judge-address.ts'
import { endpointPolicy } from '../endpoints/endpoint-policy.ts'
import type { Attempt } from '../engine/attempt.ts'
import { type DeliveryEngine, type EngineOptions, startDeliveryEngine } from '../engine/delivery-engine.ts'
import { createWebhookClient } from '../engine/webhook-client.ts'
import { LOOPBACK } from './workspace.ts'

export interface TestEngine extends DeliveryEngine {
  /** Resolves when `count` attempts were made in the workspace. */
  made(count: number, workspace: { id: string }): Promise<void>
}

/** Starts an engine that may reach this machine, and stops it when the test ends. */
export async function testEngine(
  database: Database,
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const attempts: Attempt[] = []
  let notice = () => {}
  const engine = await startDeliveryEngine({
    database,
    seal: testSeal,
    policy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: LOOPBACK, WEBHOOK_HTTPS_ONLY: false }),
    version: '0.0.0-test',
    client: createWebhookClient({ allowed: parseNetworks(LOOPBACK) }),
    onError: console.error,
    onAttempt(attempt) {
      attempts.push(attempt)
      notice()
    },
    ...options,
  })
  onTestFinished(() => engine.stop(0))
  return {
    ...engine,
    async made(count, { id }) {
      while (attempts.filter(({ delivery }) => delivery.endpoint.workspaceId === id).length < count)
        await new Promise<void>((done) => {
          notice = done
        })
    },
  }
}
