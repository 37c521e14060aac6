/**
 * What a row of the log is about. Only for those who may see its event, since an endpoint may see more than its admins.
 */
import type { Context } from '@quillwire/core'
import { type EventDocument, eventVisibility } from '@quillwire/core/events/event-visibility'
import { type DeliveryView, withoutReason } from './delivery-view.ts'

export interface DeliverySubject {
  /** The title when the event happened. Null where the event is about no document, is hidden, or is no longer kept. */
  documentTitle: string | null
  actorName: string | null
}

/**
 * The columns of a delivery `d` and its event `v`, if that is still kept. The event is asked first, because a payload
 * may hold a whole document. A test event has no subject: the document and the person of its sample do not exist.
 */
export const subjectColumns = `v.document_open AS "documentOpen",
  CASE WHEN NOT d.test THEN COALESCE(v.data #>> '{document,title}', d.payload #>> '{data,document,title}') END
    AS "documentTitle",
  CASE WHEN NOT d.test THEN COALESCE(v.actor ->> 'name', d.payload #>> '{actor,name}') END AS "actorName"`

/** The rows, without the subject and the error of those whose event the principal may not see. */
export async function withoutHiddenSubjects<Row extends EventDocument & DeliverySubject & DeliveryView>(
  { database, principal }: Context,
  rows: readonly Row[],
): Promise<Omit<Row, 'documentOpen'>[]> {
  const visible = await eventVisibility(database, principal, rows)
  return rows.map(({ documentOpen, ...row }) => {
    const { documentId } = row
    if (visible({ documentId, documentOpen })) return row
    return { ...withoutReason(row), documentTitle: null, actorName: null }
  })
}
