import { ConfigError } from './config-error.ts'

/** A `ConfigError` if the system refused to listen; any other error is returned as it is. */
export function portError(error: unknown, port: number, host: string | undefined): unknown {
  const { code } = error as NodeJS.ErrnoException // any other error has none, and is returned as it is
  if (code === 'EADDRINUSE')
    return new ConfigError(
      `Port ${port} is in use. Stop the program that has it, or set PORT to another port.`,
    )
  if (code === 'EACCES')
    return new ConfigError(`This user may not listen on port ${port}. Set PORT to one above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL' || code === 'EAI_AGAIN')
    return new ConfigError(
      `LISTEN_HOST is "${host}", which is not an address of this machine. Give a single one, such as 127.0.0.1, or leave it unset for all.`,
    )
  return error
}
