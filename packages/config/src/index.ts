export { ConfigError, dataDirError } from './config-error.ts'
export { type Environment, environmentSchema } from './environment.ts'
export { type Config, readConfig } from './read-config.ts'
