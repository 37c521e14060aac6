import { expect, test } from 'vitest'
import { currentTraceParent, startTelemetry, withSpan } from './telemetry.ts'

test('without a collector work is done and nothing is traced', async () => {
  const telemetry = await startTelemetry({}, 'collab')
  expect(await withSpan('work', {}, async () => currentTraceParent() ?? 'untraced')).toBe('untraced')
  await telemetry.stop()
})
