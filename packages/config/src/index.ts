export { ConfigError, dataDirError } from './config-error.ts'
export { type Environment, environmentSchema } from './environment.ts'
export { makeFolder } from './make-folder.ts'
export { type Config, readConfig } from './read-config.ts'
