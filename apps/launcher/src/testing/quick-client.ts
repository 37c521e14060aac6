/** Opens many sockets, one after the other. Each sends its first frame as soon as it may. */
import { WebSocket } from 'ws'

const [url = '', count = '0'] = process.argv.slice(2)
let answered = 0
for (let index = 0; index < Number(count); index++) {
  const socket = new WebSocket(`${url}/yjs/${index}`)
  await new Promise<void>((done) => {
    const givenUp = setTimeout(done, 2_000)
    socket.on('open', () => socket.send(`hello ${index}`))
    socket.on('message', (data) => {
      if (data.toString() === `hello ${index}`) answered++
      clearTimeout(givenUp)
      done()
    })
  })
  socket.terminate()
}
process.stdout.write(String(answered))
