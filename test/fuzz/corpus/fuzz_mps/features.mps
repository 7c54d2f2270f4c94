* BEST SOLN: 3
NAME          TEST
OBJSENSE
    MAX
ROWS
 N  COST
 N  OTHER
 L  R1
 G  R2
 E  R3
COLUMNS
    M1        'MARKER'                 'INTORG'
    X         COST               1.0   R1                 1.5
    X         R3                -2.0
    Y         COST               2.0   R2                 1.0
    M2        'MARKER'                 'INTEND'
    Z         R3                 1.0
RHS
    RHS       COST              -5.0   R1                 4.0
    RHS       R2                 1.0
RANGES
    RNG       R1                 2.5   R3                -1.0
BOUNDS
 UP BND       X                  4.0
 LI BND       Y                 -3.0
 FR BND       Z
QUADOBJ
    X         Y                  2.0
    X         X                  2.0
QCMATRIX R1
    X         Y                  1.0
    Y         X                  1.0
INDICATORS
 IF R2        X         1
ENDATA
