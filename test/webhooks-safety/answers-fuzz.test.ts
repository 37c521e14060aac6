/** Randomly changed answers, cut at random: each ends in an answer or in a named failure. */
import { expect, test } from 'vitest'
import { ResponseReader } from '../../packages/webhooks/src/engine/http/response-reader.ts'
import { createRandom } from '../faults/fuzz/random.ts'

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 20_000)
const SEED = Number(process.env.FUZZ_SEED ?? 20261128)

const OK = 'HTTP/1.1 200 OK\r\n'
const ANSWERS = [
  `${OK}content-length: 12\r\nx-a: b\r\n\r\nall is taken`,
  `${OK}transfer-encoding: chunked\r\n\r\n2;a="b"\r\nok\r\n00A\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n`,
  `${OK}connection: close\r\n\r\nuntil the end`,
  `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.0 410 Gone\r\ncontent-length: 0\r\n\r\n`,
]
const SHARP = ['\r', '\n', '\r\n', '\r\n\r\n', '\0', ':', ' ', '0', 'f', ';', '\xff', 'HTTP/1.1 200 OK\r\n']

test('whatever arrives ends in an answer or in a named failure', () => {
  console.info(`seed ${SEED}`)
  const random = createRandom(SEED)
  for (let round = 0; round < ROUNDS; round++) {
    let text = random.pick(ANSWERS)
    for (let change = random.below(4); change > 0; change--) {
      const at = random.below(text.length)
      text = text.slice(0, at) + random.pick(SHARP) + text.slice(at + random.below(3))
    }
    let body = 0
    const reader = new ResponseReader({
      onInformational() {},
      onHead(status) {
        expect(status).toBeGreaterThanOrEqual(200)
      },
      onBody(chunk) {
        body += chunk.length
      },
    })
    const outcome = outcomeOf(reader, Buffer.from(text, 'latin1'), () => 1 + random.below(40))
    expect(outcome, JSON.stringify(text)).toMatch(
      /^(whole|QUILLWIRE_(NOT_HTTP|LENGTH|PROTOCOL|HEADERS|CUT))$/,
    )
    expect(body).toBeLessThanOrEqual(text.length)
  }
})

function outcomeOf(reader: ResponseReader, bytes: Buffer, nextLength: () => number): string {
  try {
    for (let at = 0; at < bytes.length; ) {
      const end = at + nextLength()
      if (reader.read(bytes.subarray(at, end))) return 'whole'
      at = end
    }
    reader.end()
    return 'whole'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
