# Runs Muster's exporter on this machine: put here by `muster rollout`, which calls it.
#   control.ps1 ACTION [ARGUMENT...]
param(
  [Parameter(Mandatory)] [string] $Action,
  [string] $One = '',
  [string] $Two = '',
  [string] $Three = '',
  [string] $Four = ''
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
#include windows.ps1

$base = $PSScriptRoot.Replace('/', '\')
$service = 'muster-exporter-rollout'
$program = Join-Path $base "$service.exe"
# An administrator's are the machine's, another user's that user's own.
$suffix = if (Test-Administrator) { '' } else { "-$env:USERNAME" }
$task = "muster-exporter$suffix"
$guard = "muster-exporter-guard$suffix"
$powershell = Join-Path $system 'WindowsPowerShell\v1.0\powershell.exe'
$sc = Join-Path $system 'sc.exe'
$log = Join-Path $base 'state\log'

function Get-Version {
  $current = Get-Item -LiteralPath (Join-Path $base 'current') -ErrorAction SilentlyContinue
  if (-not $current) { return '' }
  return Split-Path -Leaf ([string] @($current.Target)[0])
}

function Get-Text([string] $Name) {
  $file = Join-Path $base $Name
  if (-not (Test-Path -LiteralPath $file)) { return '' }
  return [IO.File]::ReadAllText($file).Trim()
}

function Set-Text([string] $Name, [string] $Text) {
  [IO.File]::WriteAllText((Join-Path $base $Name), $Text + "`n")
}

function Remove-Any([string] $Name) {
  $path = Join-Path $base $Name
  if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
}

# ---- the exporter itself

function Get-Flags {
  return @([IO.File]::ReadAllLines((Join-Path $base 'config\flags')) | Where-Object { $_ -ne '' })
}

function Get-JavaOptions([string] $Home_) {
  $lines = [IO.File]::ReadAllLines((Join-Path $Home_ 'jvm.options'))
  $options = @($lines | Where-Object { $_ -ne '' -and -not $_.StartsWith('#') })
  return $options + "-XX:SharedArchiveFile=$Home_\muster-exporter.jsa"
}

# Starts it again whenever it ends: where no service can be had.
function Invoke-Supervisor {
  $home_ = Join-Path $base "versions\$(Get-Version)"
  $java = Join-Path $home_ 'runtime\bin\java.exe'
  $arguments = @(Get-JavaOptions $home_) + '-cp' + "$home_\lib\muster-exporter.jar" + 'dev.muster.exporter.Main' + @(Get-Flags)
  $line = ($arguments | ForEach-Object { '"' + $_ + '"' }) -join ' '
  while ($true) {
    $running = Start-Process -FilePath $java -ArgumentList $line -WorkingDirectory $base -WindowStyle Hidden -PassThru `
      -RedirectStandardError $log -RedirectStandardOutput (Join-Path $base 'state\out')
    $running.WaitForExit()
    Start-Sleep -Seconds 5
  }
}

# ---- service, or a task where the distribution has no program for one or the user may not add one

function Install-Service([string] $Home_) {
  $quoted = { param($values) ($values | ForEach-Object { "'$_'" }) -join ';' }
  $verb = if (Get-Service -Name $service -ErrorAction SilentlyContinue) { 'US' } else { 'IS' }
  $from = Join-Path $Home_ 'bin\prunsrv.exe'
  if (-not (Test-Path -LiteralPath $program) -or (Get-Sha256 $program) -ne (Get-Sha256 $from)) {
    Copy-Item -LiteralPath $from -Destination $program -Force
  }
  $settings = @(
    "//$verb//$service",
    '--DisplayName=Muster exporter',
    "--Description=This machine's readings for Prometheus and Muster, over HTTPS.",
    '--Startup=auto',
    '--ServiceUser=LocalSystem',
    "--Jvm=$Home_\runtime\bin\server\jvm.dll",
    "--JvmOptions=$(& $quoted (Get-JavaOptions $Home_))",
    "--Classpath=$Home_\lib\muster-exporter.jar",
    '--StartMode=jvm',
    '--StartClass=dev.muster.exporter.Main',
    "--StartPath=$base",
    "--StartParams=$(& $quoted (Get-Flags))",
    '--StopMode=jvm',
    '--StopClass=java.lang.System',
    '--StopMethod=exit',
    '--StopTimeout=10',
    "--LogPath=$base\state",
    '--LogPrefix=service',
    "--StdOutput=$base\state\out",
    "--StdError=$log"
  )
  & $program $settings | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "The service could not be set up: prunsrv ended with $LASTEXITCODE." }
  & $sc failure $service reset= 86400 actions= restart/5000/restart/5000/restart/60000 | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "What happens when the service fails could not be set: sc ended with $LASTEXITCODE." }
  & $sc failureflag $service 1 | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "What happens when the service fails could not be set: sc ended with $LASTEXITCODE." }
}

function Set-Firewall {
  if (-not (Test-Administrator)) { return }
  $address = [string] (@(Get-Flags | Where-Object { $_.StartsWith('--web.listen-address=') })[0])
  if ($address.StartsWith('--web.listen-address=127.0.0.1:')) {
    Close-Port
  } else {
    Open-Port ([int] $address.Substring($address.LastIndexOf(':') + 1))
  }
}

# Adds the service where it is not, and starts it.
function Start-Exporter {
  $home_ = Join-Path $base "versions\$(Get-Version)"
  Set-Firewall
  if ((Test-Administrator) -and (Test-Path -LiteralPath (Join-Path $home_ 'bin\prunsrv.exe'))) {
    Remove-Task $task
    Install-Service $home_
    Start-Service -Name $service
    return
  }
  Remove-Service
  Add-StartTask $task $powershell ('-NoLogo -NoProfile -NonInteractive -WindowStyle Hidden' +
    " -ExecutionPolicy Bypass -File `"$base\control.ps1`" supervise")
  Start-ScheduledTask -TaskName $task
  for ($left = 20; $left -gt 0 -and (Get-Status) -ne 'yes'; $left--) { Start-Sleep -Milliseconds 250 }
  if ((Get-Status) -ne 'yes') {
    throw 'its task does not run: a user who is no administrator has to be logged on at that machine'
  }
}

function Stop-Exporter {
  Stop-Service -Name $service -Force -ErrorAction SilentlyContinue
  if (Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue) {
    Stop-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue
  }
  foreach ($running in Get-Process -Name 'java', $service -ErrorAction SilentlyContinue) {
    if ([string] $running.Path -like "$([WildcardPattern]::Escape($base))\*") {
      Stop-Process -Id $running.Id -Force -ErrorAction SilentlyContinue
      $running.WaitForExit(10000) | Out-Null
    }
  }
}

function Get-Status {
  $found = Get-Service -Name $service -ErrorAction SilentlyContinue
  if ($found -and $found.Status -eq 'Running') { return 'yes' }
  $added = Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue
  if ($added -and $added.State -eq 'Running') { return 'yes' }
  return 'no'
}

function Remove-Service {
  if (-not (Get-Service -Name $service -ErrorAction SilentlyContinue)) { return }
  Stop-Service -Name $service -Force
  & $program "//DS//$service" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "The service could not be taken away: prunsrv ended with $LASTEXITCODE." }
}

function Remove-Exporter { # the service, the task and the rule of the firewall
  Stop-Exporter
  Remove-Service
  Remove-Task $task
  if (Test-Administrator) { Close-Port }
}

# ---- versions

# ARCHIVE SHA256 VERSION TOP: from upload\, with the files that upload\keep names.
function Expand-Version([string] $Archive, [string] $Sha256, [string] $Version, [string] $Top) {
  $packed = Join-Path $base "upload\$Archive.part"
  $found = Get-Sha256 $packed
  if ($found -ne $Sha256) {
    Remove-Item -LiteralPath $packed -Force
    throw "what was uploaded is damaged (SHA-256 $found instead of $Sha256); run it again"
  }
  Get-ChildItem (Join-Path $base 'versions') -Filter '*.unpacking' | Remove-Item -Recurse -Force
  $part = Join-Path $base "versions\$Version.unpacking"
  New-Item -ItemType Directory -Path "$part\$Top" | Out-Null
  foreach ($file in [IO.File]::ReadAllLines((Join-Path $base 'upload\keep'))) {
    if ($file -eq '') { continue }
    $to = Join-Path "$part\$Top" $file
    New-Item -ItemType Directory -Force -Path (Split-Path -Parent $to) | Out-Null
    Copy-Item -LiteralPath (Join-Path $base "versions\$(Get-Version)\$file") -Destination $to
  }
  Expand-Distribution $packed $part
  if (-not (Test-Files "$part\$Top" (Join-Path $base 'upload\list'))) {
    throw 'the unpacked files are not those of the distribution'
  }
  Move-Version "$part\$Top" $Version
  Remove-Item -LiteralPath $part -Recurse -Force
  Move-Item -LiteralPath (Join-Path $base 'upload\list') -Destination (Join-Path $base "versions\$Version.sha256") -Force
  Remove-Item -LiteralPath $packed, (Join-Path $base 'upload\keep') -Force
}

# In place of what is there: a version that runs keeps its files open, so it is stopped before.
function Move-Version([string] $From, [string] $Version) {
  $to = Join-Path $base "versions\$Version"
  Remove-Any "versions\$Version.sha256"
  if (Test-Path -LiteralPath $to) {
    if ((Get-Version) -eq $Version) { Stop-Exporter }
    Remove-Item -LiteralPath $to -Recurse -Force
  }
  Move-Item -LiteralPath $From -Destination $to
  if (-not (Test-Path -LiteralPath "$to\muster-exporter.jsa")) {
    # It starts without as well, but slower.
    & "$to\runtime\bin\java.exe" "@$to\jvm.options" -Xshare:dump "-XX:SharedClassListFile=$to\classes" `
      "-XX:SharedArchiveFile=$to\muster-exporter.jsa" -cp "$to\lib\muster-exporter.jar" | Out-Null
    if ($LASTEXITCODE -ne 0) { Remove-Any "versions\$Version\muster-exporter.jsa" }
  }
}

# Makes config.new, with the key and certificate that are there.
function New-Stage {
  Remove-Any 'config.new'
  New-Item -ItemType Directory -Path (Join-Path $base 'config.new') | Out-Null
  Protect-Folder (Join-Path $base 'config.new')
  $identity = Join-Path $base 'config\identity.pem'
  if (Test-Path -LiteralPath $identity) { Copy-Item -LiteralPath $identity -Destination (Join-Path $base 'config.new') }
}

# VERSION SECONDS: starts it; goes back by itself unless it is confirmed in time, of which stopping
# and starting a service here takes its share.
function Switch-Version([string] $Version, [int] $Seconds) {
  if (-not (Test-Path -LiteralPath (Join-Path $base 'pending'))) { Set-Text 'pending' (Get-Version) }
  Add-Guard ($Seconds + 60)
  Stop-Exporter
  if (Test-Path -LiteralPath (Join-Path $base 'config.new')) {
    if ((Test-Path -LiteralPath (Join-Path $base 'config')) -and -not (Test-Path -LiteralPath (Join-Path $base 'config.old'))) {
      Move-Item -LiteralPath (Join-Path $base 'config') -Destination (Join-Path $base 'config.old')
    }
    Remove-Any 'config'
    Move-Item -LiteralPath (Join-Path $base 'config.new') -Destination (Join-Path $base 'config')
  }
  Set-Current $base (Join-Path $base "versions\$Version")
  Start-OrSay
}

# What cannot be started answers nobody, which is seen and undone; why stands where the log is.
function Start-OrSay {
  try {
    Start-Exporter
  } catch {
    [IO.File]::AppendAllText($log, $_.Exception.Message + "`n")
  }
}

# A task and no process: the SSH server ends with a connection all that was started over it, and a
# task is there after a reboot as well.
function Add-Guard([int] $Seconds) {
  $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
  $trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).AddSeconds($Seconds)
  $arguments = "-NoLogo -NoProfile -NonInteractive -WindowStyle Hidden -ExecutionPolicy Bypass -File `"$base\control.ps1`" rollback"
  Add-Task $guard $powershell $arguments $trigger $settings
}

function Confirm-Version {
  $old = Get-Text 'pending'
  $now = Get-Version
  Remove-Guard
  foreach ($part in 'pending', 'config.old', 'upload') { Remove-Any $part }
  if ($old -eq '' -or $old -eq $now) { $old = Get-Text 'previous' }
  if ($old -eq $now) { $old = '' }
  Set-Text 'previous' $old
  foreach ($version in Get-ChildItem (Join-Path $base 'versions')) {
    $name = $version.Name -replace '\.sha256$', ''
    if ($name -ne $now -and $name -ne $old) { Remove-Item -LiteralPath $version.FullName -Recurse -Force }
  }
  Remove-Any 'lock'
}

# To what ran before; to nothing where there was nothing.
function Undo-Version {
  if (-not (Test-Path -LiteralPath (Join-Path $base 'pending'))) {
    Remove-Guard
    return
  }
  $old = Get-Text 'pending'
  Stop-Exporter
  if (Test-Path -LiteralPath (Join-Path $base 'config.old')) {
    Remove-Any 'config'
    Move-Item -LiteralPath (Join-Path $base 'config.old') -Destination (Join-Path $base 'config')
  }
  if ($old -ne '' -and (Test-Path -LiteralPath (Join-Path $base "versions\$old"))) {
    Set-Current $base (Join-Path $base "versions\$old")
    Remove-Any 'pending'
    Start-OrSay
  } else {
    Remove-Exporter
    Remove-Current $base
    Remove-Any 'pending'
  }
  Remove-Any 'lock'
  Remove-Guard
}

# It may be the task that runs this very script, so it is not ended.
function Remove-Guard {
  if (Get-ScheduledTask -TaskName $guard -ErrorAction SilentlyContinue) {
    Unregister-ScheduledTask -TaskName $guard -Confirm:$false
  }
}

function Get-Said { # the last of what the exporter logged
  if (-not (Test-Path -LiteralPath $log)) { return }
  Get-Content -LiteralPath $log -Encoding UTF8 -Tail 3 |
    ForEach-Object { $_.Substring(0, [Math]::Min($_.Length, 300)) }
}

# Windows keeps a program's files for a moment after its end.
function Remove-Everything {
  Remove-Guard
  Remove-Any 'pending'
  Remove-Exporter
  Remove-Current $base
  for ($left = 20; ; $left--) {
    try {
      Remove-Item -LiteralPath $base -Recurse -Force
      return
    } catch {
      if ($left -eq 0) { throw }
      Start-Sleep -Milliseconds 500
    }
  }
}

switch ($Action) {
  'start' { Start-Exporter }
  'stop' { Stop-Exporter }
  'status' { Get-Status }
  'supervise' { Invoke-Supervisor }
  'unpack' { Expand-Version $One $Two $Three $Four }
  'stage' { New-Stage }
  'switch' { Switch-Version $One ([int] $Two) }
  'confirm' { Confirm-Version }
  'rollback' { Undo-Version }
  'release' { Remove-Any 'lock' }
  'said' { Get-Said }
  'remove' { Remove-Everything }
  default { throw "control.ps1: unknown action '$Action'" }
}
