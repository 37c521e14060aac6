import { invalid } from '@quillwire/core/errors'
import { createJobQueue } from './transformer.ts'

const field = { field: 'transformation' }

/**
 * The code as it is to be kept, or `invalid` where it does not compile or is no function. It is run as far as its
 * function, which is not called.
 */
export async function checkTransformation(code: string): Promise<string> {
  const kept = code.replaceAll('\r\n', '\n').trimEnd()
  const sandbox = createJobQueue()
  try {
    const result = await sandbox.run({ code: kept, eventJson: null })
    if (!result.ok) throw invalid('transformation_invalid', result.error, field)
    return kept
  } finally {
    await sandbox.close()
  }
}
