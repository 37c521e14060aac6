/**
 * The memory that a Node process really holds, without garbage and memory not yet returned to the system. Through the
 * inspector, its garbage is collected, and its own figures are read.
 */
import { freePort } from '@quillwire/database/embedded'

export interface Memory {
  /** The environment for the process to be measured. */
  env: { NODE_OPTIONS: string }
  /** Kilobytes that it holds in JavaScript and in buffers. */
  held(): Promise<number>
}

export async function watchMemory(): Promise<Memory> {
  const port = await freePort()
  return {
    env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` },
    async held() {
      const targets = await fetch(`http://127.0.0.1:${port}/json/list`)
      const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[] // as the inspector documents it
      if (!target) throw new Error('The process has no inspector.')
      const socket = new WebSocket(target.webSocketDebuggerUrl)
      await new Promise((done) => socket.addEventListener('open', done, { once: true }))
      const ask = async (method: string, params = {}) => {
        const answer = new Promise<MessageEvent>((done) =>
          socket.addEventListener('message', done, { once: true }),
        )
        socket.send(JSON.stringify({ id: 1, method, params }))
        return JSON.parse((await answer).data)
      }
      // What the first collection frees may have kept something else alive.
      await ask('HeapProfiler.collectGarbage')
      await ask('HeapProfiler.collectGarbage')
      const expression = 'process.memoryUsage().heapUsed + process.memoryUsage().external'
      const { result } = await ask('Runtime.evaluate', { expression })
      socket.close()
      return result.result.value / 1024
    },
  }
}
