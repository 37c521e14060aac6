import { HocuspocusProvider } from '@hocuspocus/provider'
import { type Awareness, removeAwarenessStates } from 'y-protocols/awareness'

/** Long enough to come to the next server, and no longer than the status waits with its own word. */
const PATIENCE_MS = 3000

/**
 * Hocuspocus's provider takes everybody for gone as soon as the connection is lost. But most lose it together, as where a
 * sync server is restarted, and are back in a moment: until then their pictures and carets stay. Who is not heard of by
 * then has left.
 */
export class PatientProvider extends HocuspocusProvider {
  override onClose(): void {
    const { awareness } = this
    // Without it nobody is taken for gone.
    this.configuration.awareness = null
    super.onClose()
    this.configuration.awareness = awareness
    if (awareness) this.#awaitOthers(awareness)
  }

  #awaitOthers(awareness: Awareness) {
    const unheard = new Set(awareness.states.keys())
    unheard.delete(awareness.clientID)
    const heard = ({ updated, removed }: Record<'updated' | 'removed', number[]>) => {
      for (const clientId of [...updated, ...removed]) unheard.delete(clientId)
    }
    awareness.on('update', heard)
    setTimeout(() => {
      awareness.off('update', heard)
      removeAwarenessStates(awareness, [...unheard], this)
    }, PATIENCE_MS)
  }
}
