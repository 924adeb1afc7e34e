/** Where people sign in; functions/console serves it. */
export interface SignInConfig {
  authority: string
  clientId: string
  scope: string
  audience: string
}

export async function loadConfig(): Promise<SignInConfig> {
  const response = await fetch('/config.json')
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`)
  return (await response.json()) as SignInConfig
}
