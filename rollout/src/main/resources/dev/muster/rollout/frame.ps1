# Around a script that a roll-out runs: put into the user's home, run, gone again. What it says is
# UTF-8 with plain line ends, whatever the console's code page is; what goes wrong is one sentence.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Remove-Item -LiteralPath $PSCommandPath -Force
$utf8 = New-Object Text.UTF8Encoding $false
$wrong = $null
$said = @()
try {
  $said = @(& {
#include SCRIPT
  } | ForEach-Object { [string] $_ })
} catch {
  $wrong = $_.Exception.Message
}
$bytes = $utf8.GetBytes((($said | ForEach-Object { $_ + "`n" }) -join ''))
$out = [Console]::OpenStandardOutput()
$out.Write($bytes, 0, $bytes.Length)
$out.Flush()
if ($null -ne $wrong) {
  $bytes = $utf8.GetBytes($wrong + "`n")
  $out = [Console]::OpenStandardError()
  $out.Write($bytes, 0, $bytes.Length)
  $out.Flush()
  exit 1
}
exit 0
