@echo off
rem Starts the exporter with the Java that came with it.
setlocal
for %%i in ("%~dp0..") do set "HOME_DIR=%%~fi"
"%HOME_DIR%\runtime\bin\java.exe" "@%HOME_DIR%\jvm.options" "-XX:SharedArchiveFile=%HOME_DIR%\muster-exporter.jsa" -cp "%HOME_DIR%\lib\muster-exporter.jar" dev.muster.exporter.Main %*
exit /b %ERRORLEVEL%
