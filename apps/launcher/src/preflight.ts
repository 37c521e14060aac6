/** Checks what would stop a start, before anything is built: the variables, the port, the folder, the server. */
import { portError, readConfig, requireFilesFolder } from '@quillwire/config'
import { requireNotedSecret } from '@quillwire/core/secrets/require-secret'
import { requireUsableDataDir } from '@quillwire/database/embedded'
import { lockDataDir } from './data-dir-lock.ts'
import { createFrontDoor } from './front-door/front-door.ts'
import { root } from './programs.ts'
import { requireServer } from './start-database.ts'
import { failStart } from './start-error.ts'

try {
  process.chdir(root)
  const config = readConfig()
  const door = await createFrontDoor(config).catch((error) => {
    throw portError(error, config.PORT, config.LISTEN_HOST)
  })
  door.close()
  requireFilesFolder(config.FILES_URL)
  if (config.DATABASE_URL) {
    await requireServer(config.DATABASE_URL)
    await requireNotedSecret(config.DATABASE_URL, config)
  } else {
    lockDataDir(config.DATA_DIR)()
    await requireUsableDataDir(config.DATA_DIR)
  }
} catch (error) {
  failStart(error)
}
