import { HocuspocusProvider } from '@hocuspocus/provider'
import { type Awareness, removeAwarenessStates } from 'y-protocols/awareness'

/** Long enough to reach the next server, and no longer than the status waits before it says "unreachable". */
const PATIENCE_MS = 3000

/**
 * Hocuspocus's provider takes everybody for gone as soon as the connection is lost. But mostly all lose it together, as
 * when a sync server restarts, and are back in a moment. Until then their pictures and carets stay. Whoever has not
 * been heard of by then has left.
 */
export class PatientProvider extends HocuspocusProvider {
  override onClose(): void {
    const { awareness } = this
    // Without awareness, `super` takes nobody for gone.
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
