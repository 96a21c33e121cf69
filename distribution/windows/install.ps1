<#
.SYNOPSIS
Installs the exporter as the Windows service muster-exporter, or removes it.
.PARAMETER WinSW
The service wrapper's program, WinSW-x64.exe of version 2.12 or newer.
.PARAMETER Folder
Where the exporter is put.
.PARAMETER Port
Where it listens, and what the firewall lets in from domain and private networks.
.PARAMETER Uninstall
Removes the service and the folder; -Purge also its certificate and log positions.
.EXAMPLE
.\install.ps1 -WinSW .\WinSW-x64.exe
#>
[CmdletBinding()]
param(
  [string] $WinSW,
  [string] $Folder = "$env:ProgramFiles\muster-exporter",
  [int] $Port = 10100,
  [switch] $Uninstall,
  [switch] $Purge
)
$ErrorActionPreference = 'Stop'

$me = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  throw 'Run this as an administrator: it adds a service.'
}
$program = Join-Path $Folder 'muster-exporter-service.exe'
$state = Join-Path $env:ProgramData 'muster-exporter'
$rule = 'Muster exporter'

function Stop-Exporter {
  if (Get-Service muster-exporter -ErrorAction SilentlyContinue) {
    Stop-Service muster-exporter
    & $program uninstall | Out-Null
    if ($LASTEXITCODE -ne 0) {
      throw "The service could not be taken away: WinSW ended with $LASTEXITCODE."
    }
  }
}

if ($Uninstall) {
  Stop-Exporter
  Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
  Remove-Item -Recurse -Force $Folder -ErrorAction SilentlyContinue
  if ($Purge) {
    Remove-Item -Recurse -Force $state -ErrorAction SilentlyContinue
  }
  return
}

if (-not $WinSW -or -not (Test-Path $WinSW)) {
  throw 'Give -WinSW, the path of WinSW-x64.exe (https://github.com/winsw/winsw/releases).'
}
Stop-Exporter
New-Item -ItemType Directory -Force $Folder | Out-Null
Copy-Item -Recurse -Force "$PSScriptRoot\..\..\*" $Folder
$service = Get-Content -Raw "$PSScriptRoot\muster-exporter-service.xml"
$service.Replace('--web.listen-address=:10100', "--web.listen-address=:$Port") |
  Set-Content -Encoding ASCII (Join-Path $Folder 'muster-exporter-service.xml')
# Its private key is nobody's business but the system's and the administrators'.
New-Item -ItemType Directory -Force $state | Out-Null
& icacls $state /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) {
  throw "The rights of $state could not be set: icacls ended with $LASTEXITCODE."
}
Copy-Item -Force $WinSW $program
& $program install
if ($LASTEXITCODE -ne 0) {
  throw "The service could not be added: WinSW ended with $LASTEXITCODE."
}
Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
New-NetFirewallRule -DisplayName $rule -Direction Inbound -Protocol TCP -LocalPort $Port `
  -Action Allow -Profile 'Domain', 'Private' | Out-Null
Start-Service muster-exporter
Get-Service muster-exporter
