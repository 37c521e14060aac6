/**
 * The metrics of several processes as one page of Prometheus's text format: every sample gets the label `process`, and
 * the samples of one metric stand together under one HELP and TYPE, as the format demands.
 */
export function mergeMetrics(texts: Record<string, string>): string {
  const metrics = new Map<string, { head: string[]; samples: string[] }>()
  const metric = (name: string) => {
    const known = metrics.get(name) ?? { head: [], samples: [] }
    metrics.set(name, known)
    return known
  }
  for (const [process, text] of Object.entries(texts)) {
    let family = ''
    for (const line of text.split('\n')) {
      const comment = /^# (HELP|TYPE) (\S+)/.exec(line)
      if (comment) {
        family = comment[2] ?? ''
        const { head } = metric(family)
        const isNew = !head.some((known) => known.startsWith(`# ${comment[1]} `))
        if (isNew) head.push(line)
      } else if (line && !line.startsWith('#')) {
        metric(family).samples.push(withLabel(line, process))
      }
    }
  }
  return [...metrics.values()].flatMap(({ head, samples }) => [...head, ...samples, '']).join('\n')
}

function withLabel(sample: string, process: string): string {
  const [, name, labels, value] = /^([^\s{]+)(?:\{(.*)\})?(\s.*)$/.exec(sample) ?? []
  if (!name) return sample
  return `${name}{process="${process}"${labels ? `,${labels}` : ''}}${value}`
}
