/**
 * Creates documents, several at a time, until it is killed. Reports of each when it begins and when it is committed.
 * Started by delivery-commit.test.ts.
 */
import { asPrincipal, type Principal } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { testServices } from '@quillwire/core/testing/services'
import { connect } from '@quillwire/database'

export interface CommittingOptions {
  databaseUrl: string
  principal: Principal
  /** The beginning of the titles, which are numbered. */
  prefix: string
  atATime: number
}

export type CommittingMessage = { begun: string } | { committed: string; documentId: string }

const options: CommittingOptions = JSON.parse(process.argv[2] ?? '')
const context = asPrincipal(
  testServices(connect(options.databaseUrl, { applicationName: 'committing', onError: console.error })),
  options.principal,
)
const say = (message: CommittingMessage) => process.send?.(message)
let count = 0

async function create() {
  for (;;) {
    const title = `${options.prefix}-${count++}`
    say({ begun: title })
    say({ committed: title, documentId: await createDocument(context, { title }) })
  }
}

// Without its database the process ends too.
for (let one = 0; one < options.atATime; one++) create().catch(() => process.exit(1))
