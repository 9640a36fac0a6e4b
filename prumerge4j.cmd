@echo off
rem Starts PruMerge4J; builds it first if it has not been built or its sources have changed.
rem   PRUMERGE4J_BACKEND=cuda   build and run on NVIDIA GPUs (default: cpu)
rem   PRUMERGE4J_OPTS=-Xmx8g    options for Java
rem   JAVA_HOME                 the JDK to use (17 or newer; default: the java on the PATH)
setlocal
set "HOME_DIR=%~dp0"
if "%HOME_DIR:~-1%"=="\" set "HOME_DIR=%HOME_DIR:~0,-1%"
set "TARGET_DIR=%HOME_DIR%\experiments\target"
set "JAR=%TARGET_DIR%\prumerge4j-experiments-0.1.0-SNAPSHOT.jar"
set "STAMP=%TARGET_DIR%\prumerge4j.stamp"

if not defined PRUMERGE4J_BACKEND set "PRUMERGE4J_BACKEND=cpu"
set "PROFILE="
if "%PRUMERGE4J_BACKEND%"=="cpu" goto backend_known
set "PROFILE=-Pcuda"
if "%PRUMERGE4J_BACKEND%"=="cuda" goto backend_known
echo prumerge4j: PRUMERGE4J_BACKEND is '%PRUMERGE4J_BACKEND%', expected cpu or cuda>&2
exit /b 1
:backend_known

set "JAVA_EXE=java"
if not defined JAVA_HOME goto java_on_path
set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA_EXE%" goto java_found
echo prumerge4j: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it; set it to a JDK 17 or newer>&2
exit /b 1
:java_on_path
where java >nul 2>&1
if not errorlevel 1 goto java_found
echo prumerge4j: there is no java on the PATH; install a JDK 17 or newer, or set JAVA_HOME to one>&2
exit /b 1
:java_found

rem The stamp holds the backend of the last build; a source newer than the stamp means a new build.
powershell -NoProfile -Command "$s='%STAMP%'; if (-not (Test-Path $s) -or -not (Test-Path '%JAR%') -or (Get-Content $s) -ne '%PRUMERGE4J_BACKEND%') { exit 1 }; $t=(Get-Item $s).LastWriteTimeUtc; $n=Get-ChildItem '%HOME_DIR%\pom.xml','%HOME_DIR%\*\pom.xml','%HOME_DIR%\*\src\main' -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 }"
if not errorlevel 1 goto run

"%JAVA_EXE%" --list-modules 2>nul | findstr /b "jdk.compiler@" >nul
if not errorlevel 1 goto build
echo prumerge4j: "%JAVA_EXE%" is no JDK; install a JDK 17 or newer, or set JAVA_HOME to one>&2
exit /b 1
:build
echo prumerge4j: building (%PRUMERGE4J_BACKEND%), the first time with downloads ...>&2
if not exist "%TARGET_DIR%" mkdir "%TARGET_DIR%"
rem Stamped before the build, so that a source edited meanwhile counts as newer.
>"%STAMP%.new" echo %PRUMERGE4J_BACKEND%
pushd "%HOME_DIR%"
call mvnw.cmd -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcheckstyle.skip=true %PROFILE% package >"%TARGET_DIR%\build.log" 2>&1
set "BUILD_CODE=%ERRORLEVEL%"
popd
if "%BUILD_CODE%"=="0" goto built
type "%TARGET_DIR%\build.log" >&2
echo prumerge4j: the build failed, see above>&2
exit /b 1
:built
move /y "%STAMP%.new" "%STAMP%" >nul

:run
if not defined CUDA_DEVICE_ORDER set "CUDA_DEVICE_ORDER=PCI_BUS_ID"
"%JAVA_EXE%" -XX:+UseSerialGC %PRUMERGE4J_OPTS% -Dai.djl.offline=true -Djava.awt.headless=true "-Dprumerge4j.home=%HOME_DIR%" -jar "%JAR%" %*
exit /b %ERRORLEVEL%
