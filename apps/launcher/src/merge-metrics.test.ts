import { expect, test } from 'vitest'
import { mergeMetrics } from './merge-metrics.ts'

test('every sample says of which process it is, and a metric of several stands together', () => {
  const page = mergeMetrics({
    web: '# HELP up Whether.\n# TYPE up gauge\nup 1\n# TYPE seen counter\nseen{kind="api"} 2 1700000000000\n',
    collab: '# HELP up Whether.\n# TYPE up gauge\nup 0\n',
  })
  expect(page.split('\n').filter(Boolean)).toEqual([
    '# HELP up Whether.',
    '# TYPE up gauge',
    'up{process="web"} 1',
    'up{process="collab"} 0',
    '# TYPE seen counter',
    'seen{process="web",kind="api"} 2 1700000000000',
  ])
})
